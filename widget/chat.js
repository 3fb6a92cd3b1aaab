// @ts-check
/** The open assistant: the conversation, its controls, and what happens when the network goes. */

import { asText, button, fill, sourceCard, statusCard, verdictCard } from './cards.js';
import { el, markdown } from './markdown.js';
import { ApiProblem, Session, newId } from './session.js';
import { STYLE } from './style.js';

/** @typedef {import('./loader.js').RrnAssistant} RrnAssistant */
/** @typedef {import('./session.js').Reply} Reply */
/** @typedef {import('./session.js').Message} Message */

const MAX_TEXT = 1000;
/** Characters left from which the counter shows. */
const COUNT_FROM = 200;
/** A reply that comes sooner needs no "looking it up"; milliseconds. */
const TYPING_AFTER = 400;
/** Waits between attempts to send, in milliseconds; the last is repeated. */
const RETRY_AFTER = [1000, 2000, 5000, 10_000, 20_000];

export class Chat {
  #opened = false;
  /** @type {Promise<void> | null} */
  #restored = null;
  #attempt = 0;
  #generation = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {HTMLElement | null} */
  #waiting = null;

  /** @param {RrnAssistant} host */
  constructor(host) {
    this.host = host;
    this.texts = /** @type {NonNullable<RrnAssistant['texts']>} */ (host.texts);
    this.language = host.lang || document.documentElement.lang || 'en-GB';
    if (this.language === 'en') this.language = 'en-GB';
    this.session = new Session(new URL(import.meta.url).origin, () => host.getToken);
    this.log = el('div', { class: 'log', role: 'log', 'aria-label': this.texts.log_label, tabindex: '0' });
    this.state = el('div', { class: 'state', role: 'status' });
    this.field = el('textarea', { id: 'rrn-question', rows: '1', placeholder: this.texts.placeholder, 'aria-describedby': 'rrn-count', dir: 'auto' });
    this.count = el('p', { class: 'count', id: 'rrn-count', hidden: '' });
    this.sendButton = el('button', { type: 'submit', class: 'send' }, this.texts.send);
    this.form = el('form', {}, el('label', { for: 'rrn-question' }, this.texts.question_label), this.field, this.sendButton, this.count);
    this.panel = el('section', { class: 'panel', 'aria-labelledby': 'rrn-title', hidden: '' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    host.shadowRoot?.adoptedStyleSheets.push(sheet);
    this.#build();
    this.#followTheme();
    this.tabs = new BroadcastChannel(this.session.key);
    this.tabs.addEventListener('message', () => void this.#reload());
    addEventListener('online', () => this.#online());
    addEventListener('offline', () => this.#say(this.texts.offline));
  }

  get page() {
    return this.host.getAttribute('mode') === 'page';
  }

  /** @param {boolean} focus */
  open(focus) {
    if (!this.#opened) {
      this.#opened = true;
      this.panel.hidden = false;
      this.host.launcher.hidden = true;
      this.host.launcher.setAttribute('aria-expanded', 'true');
      this.host.setUnread(false);
      this.#restored ??= this.#restore();
      this.log.scrollTop = this.log.scrollHeight;
    }
    if (focus) this.field.focus();
  }

  close() {
    if (this.page) return;
    this.#opened = false;
    this.panel.hidden = true;
    this.host.launcher.hidden = false;
    this.host.launcher.setAttribute('aria-expanded', 'false');
    this.host.launcher.focus();
  }

  /** @param {string} text */
  async ask(text) {
    await (this.#restored ??= this.#restore());
    await this.#submit({ id: newId(), text });
  }

  logout() {
    this.session.forget();
    this.#clear();
    this.#say(this.texts.signed_out);
    this.tabs.postMessage('logout');
  }

  #build() {
    const { texts } = this;
    const menu = el('div', { class: 'menu' },
      button(texts.person, () => void this.ask(texts.person_ask), 'quiet'),
      button(texts.restart, () => void this.#restart(), 'quiet'),
      button(texts.save, () => void this.#save(), 'quiet'));
    const header = el('div', { class: 'head' }, el('h2', { id: 'rrn-title' }, texts.title));
    if (!this.page) {
      const close = button('\u00d7', () => this.close(), 'icon');
      close.setAttribute('aria-label', texts.close);
      header.append(close);
    }
    this.panel.setAttribute('role', this.page ? 'region' : 'dialog');
    this.panel.append(header, this.log, this.state, this.form, menu);
    this.host.wrapper.classList.toggle('page', this.page);
    this.host.wrapper.lang = this.language;
    this.host.wrapper.append(this.panel);

    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#typed();
    });
    this.field.addEventListener('keydown', (event) => {
      // An input method's Enter ends the word, not the message.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      void this.#typed();
    });
    this.field.addEventListener('input', () => this.#counted());
    this.panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
    this.#greet();
  }

  #greet() {
    const starters = el('div', { class: 'buttons', role: 'group', 'aria-label': this.texts.starters_label },
      ...this.texts.starters.map((text) => button(text, () => void this.ask(text))));
    this.log.replaceChildren(el('div', { class: 'theirs' }, el('div', { class: 'body' }, ...markdown(this.texts.greeting)), starters));
  }

  #followTheme() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const theme = this.host.getAttribute('theme');
      this.host.wrapper.dataset.theme = theme === 'dark' || theme === 'light' ? theme : dark.matches ? 'dark' : 'light';
    };
    dark.addEventListener('change', apply);
    new MutationObserver(apply).observe(this.host, { attributeFilter: ['theme'] });
    apply();
  }

  #counted() {
    const left = MAX_TEXT - [...this.field.value.trim()].length;
    this.count.hidden = left > COUNT_FROM;
    this.count.textContent = fill(left < 0 ? this.texts.characters_over : this.texts.characters_left, { count: Math.abs(left) });
    this.count.classList.toggle('over', left < 0);
    this.sendButton.disabled = left < 0;
    this.field.style.blockSize = 'auto';
    this.field.style.blockSize = `${this.field.scrollHeight + 2}px`;
  }

  async #typed() {
    const text = this.field.value.trim();
    if (!text || this.sendButton.disabled || this.#waiting) return;
    this.field.value = '';
    this.#counted();
    await this.ask(text);
  }

  /** Shows a message and sends it until it is answered.
   * @param {Message} message
   */
  async #submit(message) {
    if (this.#waiting) return;
    this.session.pending = message;
    this.#waiting = this.#showMine(message.text, new Date());
    this.#attempt = 0;
    await this.#send(message);
  }

  /** @param {Message} message */
  async #send(message) {
    const generation = this.#generation;
    const typing = setTimeout(() => {
      if (!this.#attempt) this.#say(this.texts.typing);
    }, TYPING_AFTER);
    try {
      const { turn, reply } = await this.session.send(message);
      if (generation !== this.#generation) return;
      this.#settle();
      this.#noticeRenewal();
      this.#showReply(turn, reply, new Date());
      this.#say('');
      if (!this.#opened) this.host.setUnread(true);
      this.tabs.postMessage('changed');
      this.host.dispatchEvent(new CustomEvent('rrn-reply', { detail: { turn, reply } }));
    } catch (error) {
      if (generation === this.#generation) this.#failed(message, error);
    } finally {
      clearTimeout(typing);
    }
  }

  /**
   * @param {Message} message
   * @param {unknown} error
   */
  #failed(message, error) {
    const problem = error instanceof ApiProblem ? error : null;
    if (problem && problem.status < 500 && problem.status !== 429) {
      this.#settle();
      this.#say(problem.message || this.texts.sign_in_failed);
      return;
    }
    this.#say(problem?.message || (navigator.onLine ? this.texts.not_sent : this.texts.offline));
    this.state.append(' ', button(this.texts.try_again, () => this.#again(message), 'quiet'));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#again(message), RETRY_AFTER[Math.min(this.#attempt, RETRY_AFTER.length - 1)]);
    this.#attempt++;
  }

  /** @param {Message} message */
  #again(message) {
    clearTimeout(this.#timer);
    if (this.#waiting) void this.#send(message);
  }

  #settle() {
    clearTimeout(this.#timer);
    this.session.pending = null;
    this.#waiting = null;
  }

  #online() {
    this.#say(this.texts.online);
    const message = this.session.pending;
    if (message && this.#waiting) this.#again(message);
  }

  #noticeRenewal() {
    if (!this.session.renewed) return;
    this.session.renewed = false;
    this.log.append(el('p', { class: 'name' }, this.texts.ended));
  }

  async #restore() {
    if (this.session.kept) await this.#reload();
    const message = this.session.pending;
    if (message && !this.#waiting) {
      this.#waiting = this.#showMine(message.text, new Date());
      void this.#send(message);
    }
  }

  /** Shows the conversation as the server has it, without reading it out again. */
  async #reload() {
    if (this.#waiting) return;
    const generation = this.#generation;
    const turns = await this.session.history().catch(() => null);
    if (!turns || this.#waiting || generation !== this.#generation) return;
    this.log.setAttribute('aria-live', 'off');
    this.#greet();
    const pending = this.session.pending;
    for (const turn of turns) {
      if (!turn.reply && turn.client_message_id === pending?.id) continue;
      this.#showMine(turn.text, new Date(turn.at));
      if (turn.reply) this.#showReply(turn.turn, turn.reply, new Date(turn.at));
    }
    if (turns.at(-1)?.client_message_id === pending?.id && turns.at(-1)?.reply) this.session.pending = null;
    setTimeout(() => this.log.removeAttribute('aria-live'), 500);
  }

  async #restart() {
    this.#generation++;
    this.#settle();
    this.session.pending = null;
    await this.session.restart().catch(() => this.session.forget());
    this.#clear();
    this.#say(this.texts.restarted);
    this.tabs.postMessage('changed');
    this.field.focus();
  }

  #clear() {
    this.#generation++;
    this.#settle();
    this.#greet();
  }

  async #save() {
    const text = await this.session.transcript().catch(() => '');
    if (!text) return this.#say(this.texts.no_answer);
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    el('a', { href: address, download: this.texts.file_name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  /**
   * @param {string} text
   * @param {Date} at
   */
  #showMine(text, at) {
    const mine = el('div', { class: 'turn' }, el('span', { class: 'name mine-at' }, `${this.texts.you}, `, this.#time(at)),
      el('div', { class: 'mine', dir: 'auto' }, text));
    this.log.append(mine);
    this.log.scrollTop = this.log.scrollHeight;
    return mine;
  }

  /**
   * @param {number} turn
   * @param {Reply} reply
   * @param {Date} at
   */
  #showReply(turn, reply, at) {
    for (const old of this.log.querySelectorAll('.offered')) old.remove();
    const shown = el('div', { class: `turn theirs ${reply.kind}` }, el('span', { class: 'name' }, `${this.texts.assistant}, `, this.#time(at)));
    for (const each of [reply, ...reply.also]) shown.append(...this.#parts(each));
    shown.append(this.#tools(turn, reply));
    this.log.append(shown);
    const top = shown.offsetTop - this.log.offsetTop - 60;
    this.log.scrollTop = Math.min(top, this.log.scrollHeight);
  }

  /** @param {Reply} reply */
  #parts(reply) {
    const { texts, language } = this;
    /** @type {HTMLElement[]} */
    const parts = [el('div', { class: 'body', dir: 'auto' }, ...markdown(reply.text))];
    for (const verdict of [reply.verdict ?? []].flat()) parts.push(verdictCard(verdict, texts, (text) => void this.ask(text)));
    if (reply.status) parts.push(statusCard(reply.status, texts, language));
    if (reply.sources.length) parts.push(sourceCard(reply, texts, language));
    if (reply.buttons.length) {
      parts.push(el('div', { class: 'buttons offered' }, ...reply.buttons.map((each) =>
        button(each.title, () => void this.#submit({ id: newId(), text: each.title, button: each.id })))));
    }
    return parts;
  }

  /**
   * @param {number} turn
   * @param {Reply} reply
   */
  #tools(turn, reply) {
    const { texts } = this;
    const tools = el('div', { class: 'tools' });
    const all = [reply, ...reply.also];
    tools.append(button(texts.copy, () => void this.#copy(all.map((each) => asText(each, texts, this.language)).join('\n\n'), texts.copied), 'quiet'));
    if (this.host.hasAttribute('links') && reply.kind === 'answer') {
      const address = new URL(`#answer=${encodeURIComponent(reply.id)}`, location.href).href;
      tools.append(button(texts.link, () => void this.#copy(address, texts.link_copied), 'quiet'));
    }
    const comment = el('textarea', { rows: '2', maxlength: '1000', 'aria-label': texts.comment_label, placeholder: texts.comment_label });
    const form = el('form', { class: 'comment', hidden: '' }, comment, el('button', { type: 'submit' }, texts.comment_send));
    /** @type {[('up' | 'down'), string][]} */
    const kinds = [['up', texts.helpful], ['down', texts.not_helpful]];
    const votes = kinds.map(([vote, name]) => {
      const made = button(name, () => {
        for (const other of votes) other.setAttribute('aria-pressed', String(other === made));
        form.hidden = vote === 'up';
        if (vote === 'down') comment.focus();
        void this.#vote(turn, vote, '');
      }, 'quiet');
      made.setAttribute('aria-pressed', 'false');
      return made;
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      form.hidden = true;
      void this.#vote(turn, 'down', comment.value.trim());
      this.field.focus();
    });
    tools.append(...votes, form);
    return tools;
  }

  /**
   * @param {number} turn
   * @param {'up' | 'down'} vote
   * @param {string} comment
   */
  async #vote(turn, vote, comment) {
    const failed = await this.session.feedback(turn, vote, comment).then(() => '', (error) => error.message || this.texts.no_answer);
    this.#say(failed || this.texts.feedback_thanks);
  }

  /**
   * @param {string} text
   * @param {string} done
   */
  async #copy(text, done) {
    try {
      await navigator.clipboard.writeText(text);
      this.#say(done);
    } catch {
      this.#say(this.texts.copy_failed);
    }
  }

  /** @param {Date} at */
  #time(at) {
    const today = at.toDateString() === new Date().toDateString();
    const words = at.toLocaleString(this.language, today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' });
    return el('time', { datetime: at.toISOString() }, words);
  }

  /** Says what is going on, to eyes and to screen readers.
   * @param {string} text
   */
  #say(text) {
    this.state.textContent = text;
  }
}
