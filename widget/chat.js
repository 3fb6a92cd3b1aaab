// @ts-check
/** The open assistant: the conversation, its controls, and what happens when the network goes. */

import { button, fill } from './cards.js';
import { Composer } from './composer.js';
import { holdFocus, keepFocus } from './focus.js';
import { Log } from './log.js';
import { el } from './markdown.js';
import { ApiProblem, Session, newId } from './session.js';
import { STYLE } from './style.js';

/** @typedef {import('./loader.js').RrnAssistant} RrnAssistant */
/** @typedef {import('./session.js').Message} Message */

/** What the tabs of a browser tell one another. */
const CHANGED = 'changed', SIGNED_OUT = 'signed out';
/** A reply that comes sooner needs no "looking it up"; milliseconds. */
const TYPING_AFTER = 400;
/** Waits between attempts to send, in milliseconds; the last is repeated. */
const RETRY_AFTER = [1000, 2000, 5000, 10_000, 20_000];

export class Chat {
  opened = false;
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
    this.log = new Log(this);
    this.state = el('div', { class: 'state', role: 'status' });
    this.composer = new Composer(this.texts, (text) => this.#typed(text));
    this.panel = el('section', { class: 'panel', 'aria-labelledby': 'rrn-title', hidden: '' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    host.shadowRoot?.adoptedStyleSheets.push(sheet);
    this.#build();
    this.#followTheme();
    this.tabs = new BroadcastChannel(this.session.key);
    this.tabs.addEventListener('message', ({ data }) => (data === SIGNED_OUT ? this.#signedOut() : void this.#reload()));
    addEventListener('online', () => this.#online());
    addEventListener('offline', () => this.say(this.texts.offline));
  }

  get field() {
    return this.composer.field;
  }

  get page() {
    return this.host.getAttribute('mode') === 'page';
  }

  /** @param {boolean} focus */
  open(focus) {
    if (!this.opened) {
      this.opened = true;
      this.panel.hidden = false;
      this.host.launcher.hidden = true;
      this.host.launcher.setAttribute('aria-expanded', 'true');
      this.host.setUnread(false);
      this.#restored ??= this.#restore();
      this.log.toEnd();
    }
    if (focus) this.field.focus();
  }

  close() {
    if (this.page) return;
    this.opened = false;
    this.panel.hidden = true;
    this.host.launcher.hidden = false;
    this.host.launcher.setAttribute('aria-expanded', 'false');
    this.host.launcher.focus();
  }

  /** @param {string} text */
  async ask(text) {
    await (this.#restored ??= this.#restore());
    await this.submit({ id: newId(), text });
  }

  logout() {
    this.#signedOut();
    this.tabs.postMessage(SIGNED_OUT);
  }

  #signedOut() {
    this.session.forget();
    this.#clear();
    this.say(this.texts.signed_out);
  }

  #build() {
    const { texts } = this;
    const reference = button(texts.reference, () => void this.#reference(), 'quiet');
    const menu = el('div', { class: 'menu' },
      button(texts.person, () => void this.ask(texts.person_ask), 'quiet'),
      button(texts.restart, () => void this.#restart(), 'quiet'),
      button(texts.save, () => void this.#save(), 'quiet'), reference);
    const header = el('div', { class: 'head' }, el('h2', { id: 'rrn-title' }, texts.title));
    if (!this.page) {
      const close = button('\u00d7', () => this.close(), 'icon');
      close.setAttribute('aria-label', texts.close);
      header.append(close);
      holdFocus(this, close, reference);
    }
    this.panel.setAttribute('role', this.page ? 'region' : 'dialog');
    this.panel.append(header, this.log.element, this.state, this.composer.form, menu);
    this.host.wrapper.classList.toggle('page', this.page);
    this.host.wrapper.lang = this.language;
    this.host.wrapper.append(this.panel);
    this.log.greet();
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

  /** Asks what was typed; false while another message waits for its answer.
   * @param {string} text
   */
  #typed(text) {
    const free = !this.#waiting;
    void this.ask(text);
    return free;
  }

  /** Shows a message and sends it until it is answered.
   * @param {Message} message
   */
  async submit(message) {
    if (this.#waiting) return this.#oneAtATime();
    this.session.pending = message;
    this.#waiting = this.log.showMine(message.text, new Date());
    this.#attempt = 0;
    await this.#send(message);
  }

  /** Says why a question is not taken now; "Try again" stays where it is offered. */
  #oneAtATime() {
    (this.state.firstChild ?? this.state).textContent = this.texts.wait;
  }

  /** @param {Message} message */
  async #send(message) {
    const generation = this.#generation;
    const typing = setTimeout(() => {
      if (!this.#attempt) this.say(this.texts.typing);
    }, TYPING_AFTER);
    try {
      const { turn, reply } = await this.session.send(message);
      if (generation !== this.#generation) return;
      this.#settle();
      this.#noticeRenewal();
      keepFocus(this, () => {
        this.say('');
        return this.log.showReply(turn, reply, new Date());
      });
      if (!this.opened) this.host.setUnread(true);
      this.tabs.postMessage(CHANGED);
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
      this.say(problem.message || this.texts.sign_in_failed);
      return;
    }
    const said = problem?.message || (navigator.onLine ? this.texts.not_sent : this.texts.offline);
    const seconds = new Intl.NumberFormat(this.language, { style: 'unit', unit: 'second', unitDisplay: 'long' });
    const wait = problem?.wait ? fill(this.texts.retry_in, { time: seconds.format(problem.wait) }) : '';
    keepFocus(this, () => {
      this.say(`${said} ${wait}`.trim());
      const again = button(this.texts.try_again, () => this.#again(message), 'quiet');
      this.state.append(' ', again);
      return again;
    });
    clearTimeout(this.#timer);
    const usual = RETRY_AFTER[Math.min(this.#attempt, RETRY_AFTER.length - 1)];
    this.#timer = setTimeout(() => this.#again(message), Math.max(usual, (problem?.wait ?? 0) * 1000));
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
    this.say(this.texts.online);
    const message = this.session.pending;
    if (message && this.#waiting) this.#again(message);
  }

  #noticeRenewal() {
    if (!this.session.renewed) return;
    this.session.renewed = false;
    this.log.note(this.texts.ended);
  }

  async #restore() {
    if (this.session.kept) await this.#reload();
    const message = this.session.pending;
    if (message && !this.#waiting) {
      this.#waiting = this.log.showMine(message.text, new Date());
      void this.#send(message);
    }
  }

  /** Shows the conversation as the server has it, without reading it out again. */
  async #reload() {
    if (this.#waiting) return;
    const generation = this.#generation;
    const turns = (await this.session.history().catch(() => null))?.turns;
    if (!turns || this.#waiting || generation !== this.#generation) return;
    const pending = this.session.pending;
    keepFocus(this, () => this.log.silently(() => {
      this.log.greet();
      for (const turn of turns) {
        if (!turn.reply && turn.client_message_id === pending?.id) continue;
        this.log.showMine(turn.text, new Date(turn.at));
        if (turn.reply) this.log.showReply(turn.turn, turn.reply, new Date(turn.at), turn.vote);
      }
    }));
    if (turns.at(-1)?.client_message_id === pending?.id && turns.at(-1)?.reply) this.session.pending = null;
  }

  async #restart() {
    this.#clear();
    await this.session.restart().catch(() => this.session.forget());
    this.say(this.texts.restarted);
    this.tabs.postMessage(CHANGED);
    this.field.focus();
  }

  #clear() {
    this.#generation++;
    this.#settle();
    keepFocus(this, () => this.log.greet());
  }

  async #save() {
    const text = await this.session.transcript().catch(() => '');
    if (!text) return this.say(this.texts.no_answer);
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    el('a', { href: address, download: this.texts.file_name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  /** Names the conversation, for the office. */
  async #reference() {
    const kept = await this.session.history().catch(() => null);
    this.say(kept ? fill(this.texts.reference_is, { reference: kept.conversation }) : this.texts.no_answer);
  }

  /** Says what is going on, to eyes and to screen readers.
   * @param {string} text
   */
  say(text) {
    keepFocus(this, () => {
      this.state.textContent = text;
      return this.field;
    });
  }
}
