// @ts-check
/** Where a question is typed: the field, its counter, and the ways to send. */

import { fill } from './cards.js';
import { el } from './markdown.js';

const MAX_TEXT = 1000;
/** Characters left from which the counter shows. */
const COUNT_FROM = 200;

export class Composer {
  /**
   * @param {import('./cards.js').Texts} texts
   * @param {(text: string) => boolean} send takes what was typed; false where it cannot be sent just now
   */
  constructor(texts, send) {
    this.texts = texts;
    this.send = send;
    this.field = el('textarea', { id: 'rrn-question', rows: '1', placeholder: texts.placeholder, 'aria-describedby': 'rrn-privacy rrn-count', dir: 'auto' });
    this.count = el('p', { class: 'count', id: 'rrn-count', hidden: '' });
    this.sendButton = el('button', { type: 'submit', class: 'send' }, texts.send);
    this.form = el('form', {}, el('label', { for: 'rrn-question' }, texts.question_label),
      el('p', { id: 'rrn-privacy', class: 'privacy' }, texts.privacy), this.field, this.sendButton, this.count);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#typed();
    });
    this.field.addEventListener('keydown', (event) => {
      // An input method's Enter ends the word, not the message.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#typed();
    });
    this.field.addEventListener('input', () => this.#counted());
  }

  #typed() {
    const text = this.field.value.trim();
    if (!text || this.sendButton.disabled || !this.send(text)) return;
    this.field.value = '';
    this.#counted();
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
}
