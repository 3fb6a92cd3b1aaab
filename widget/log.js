// @ts-check
/** The conversation as it is shown: the greeting, what was asked, what was answered. */

import { button } from './cards.js';
import { el, markdown } from './markdown.js';
import { replyParts, replyTools } from './reply.js';

/** @typedef {import('./chat.js').Chat} Chat */
/** @typedef {import('./session.js').Reply} Reply */

/** What stays visible above a new reply, in pixels: the question that it answers. */
const ABOVE = 60;
/** A screen reader that was told to be silent looks again after this; milliseconds. */
const SILENT = 500;

export class Log {
  /** Whether the newest turn's end is in sight. */
  #atEnd = true;

  /** @param {Chat} chat */
  constructor(chat) {
    this.chat = chat;
    this.texts = chat.texts;
    this.element = el('div', { class: 'log', role: 'log', 'aria-label': this.texts.log_label, tabindex: '0' });
    this.element.addEventListener('scroll', () => {
      const { scrollTop, clientHeight, scrollHeight } = this.element;
      this.#atEnd = scrollTop + clientHeight >= scrollHeight - 1;
    });
    // What is said below the log takes some of its room.
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.element);
  }

  /** Begins with the greeting and what people ask. */
  greet() {
    const starters = el('div', { class: 'buttons', role: 'group', 'aria-label': this.texts.starters_label },
      ...this.texts.starters.map((text) => button(text, () => void this.chat.ask(text))));
    this.element.replaceChildren(el('div', { class: 'theirs' }, el('div', { class: 'body' }, ...markdown(this.texts.greeting)), starters));
    this.toEnd();
    return this.element;
  }

  /**
   * @param {string} text
   * @param {Date} at
   */
  showMine(text, at) {
    const mine = el('div', { class: 'turn' }, el('span', { class: 'name mine-at' }, `${this.texts.you}, `, this.#time(at)),
      el('div', { class: 'mine', dir: 'auto' }, text));
    this.element.append(mine);
    this.toEnd();
    return mine;
  }

  /**
   * @param {number} turn
   * @param {Reply} reply
   * @param {Date} at
   * @param {import('./session.js').Vote | null} [vote] what the person said of it earlier
   */
  showReply(turn, reply, at, vote) {
    for (const old of this.element.querySelectorAll('.offered')) old.remove();
    const shown = el('div', { class: `turn theirs ${reply.kind}`, tabindex: '-1' }, el('span', { class: 'name' }, `${this.texts.assistant}, `, this.#time(at)));
    for (const each of [reply, ...reply.also]) shown.append(...replyParts(each, this.chat));
    shown.append(replyTools(turn, reply, this.chat, vote));
    this.element.append(shown);
    this.#atEnd = false;
    const top = shown.offsetTop - this.element.offsetTop - ABOVE;
    this.element.scrollTop = Math.min(top, this.element.scrollHeight);
    return shown;
  }

  /** @param {string} text */
  note(text) {
    this.element.append(el('p', { class: 'name' }, text));
  }

  /** Goes to the newest turn; where there is none yet, the greeting is read from its beginning. */
  toEnd() {
    this.#atEnd = true;
    this.element.scrollTop = this.element.querySelector('.turn') ? this.element.scrollHeight : 0;
  }

  /** Fills the log without having it read out.
   * @param {() => void} fill
   */
  silently(fill) {
    this.element.setAttribute('aria-live', 'off');
    fill();
    setTimeout(() => this.element.removeAttribute('aria-live'), SILENT);
    return this.element;
  }

  /** @param {Date} at */
  #time(at) {
    const today = at.toDateString() === new Date().toDateString();
    const words = at.toLocaleString(this.chat.language, today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' });
    return el('time', { datetime: at.toISOString() }, words);
  }
}
