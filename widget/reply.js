// @ts-check
/** One reply: its text and cards, its buttons, and what can be done with it: copy, share, say whether it helped. */

import { asText, button, sourceCard, statusCard, verdictCard } from './cards.js';
import { el, markdown } from './markdown.js';
import { newId } from './session.js';

/** @typedef {import('./session.js').Reply} Reply */
/** @typedef {import('./session.js').Vote} Vote */
/** @typedef {import('./chat.js').Chat} Chat */
/**
 * A page that has links to replies sets this on the element, before the widget's script arrives.
 * @typedef {{linkTo?: (reply: Reply) => string | null}} Linking
 */

/**
 * @param {Reply} reply
 * @param {Chat} chat
 */
export function replyParts(reply, chat) {
  const { texts, language } = chat;
  /** @type {HTMLElement[]} */
  const parts = [el('div', { class: 'body', dir: 'auto' }, ...markdown(reply.text))];
  /** @param {import('./session.js').Button} each */
  const press = (each) => void chat.submit({ id: newId(), text: each.title, button: each.id });
  for (const verdict of [reply.verdict ?? []].flat()) parts.push(verdictCard(verdict, texts, press));
  if (reply.status) parts.push(statusCard(reply.status, texts, language));
  if (reply.sources.length) parts.push(sourceCard(reply, texts, language));
  if (reply.buttons.length) {
    parts.push(el('div', { class: 'buttons offered', role: 'group', 'aria-label': texts.choices }, ...reply.buttons.map((each) =>
      button(each.title, () => press(each)))));
  }
  return parts;
}

/**
 * @param {number} turn
 * @param {Reply} reply
 * @param {Chat} chat
 * @param {Vote | null} [vote]
 */
export function replyTools(turn, reply, chat, vote) {
  const { texts, language } = chat;
  const tools = el('div', { class: 'tools' });
  const text = [reply, ...reply.also].map((each) => asText(each, texts, language)).join('\n\n');
  const { linkTo } = /** @type {Linking} */ (chat.host);
  tools.append(button(linkTo ? texts.copy_email : texts.copy, () => void copy(text, texts.copied, chat), 'quiet'));
  const address = linkTo?.(reply);
  if (address) {
    tools.append(button(texts.link, () => void copy(address, texts.link_copied, chat), 'quiet'));
  }
  tools.append(...opinion(turn, chat, vote));
  return tools;
}

/** Whether it helped, and a comment where it did not.
 * @param {number} turn
 * @param {Chat} chat
 * @param {Vote | null} [given] what the person said earlier
 */
function opinion(turn, chat, given) {
  const { texts } = chat;
  const comment = el('textarea', { rows: '2', maxlength: '1000' });
  const form = el('form', { class: 'comment', hidden: '' }, el('label', {}, texts.comment_label, comment),
    el('button', { type: 'submit' }, texts.comment_send));
  /** @type {[Vote, string][]} */
  const kinds = [['up', texts.helpful], ['down', texts.not_helpful]];
  const votes = kinds.map(([vote, name]) => {
    const made = button(name, () => {
      for (const other of votes) other.setAttribute('aria-pressed', String(other === made));
      form.hidden = vote === 'up';
      if (vote === 'down') comment.focus();
      // After the word of thanks, which takes some of the log's room.
      void give(turn, vote, undefined, chat).then(() => form.scrollIntoView({ block: 'nearest' }));
    }, 'quiet');
    made.setAttribute('aria-pressed', String(vote === given));
    return made;
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    form.hidden = true;
    void give(turn, 'down', comment.value.trim(), chat);
    chat.field.focus();
  });
  return [...votes, form];
}

/**
 * @param {number} turn
 * @param {Vote} vote
 * @param {string | undefined} comment
 * @param {Chat} chat
 */
async function give(turn, vote, comment, chat) {
  const failed = await chat.session.feedback(turn, vote, comment).then(() => '', (error) => error.message || chat.texts.no_answer);
  chat.say(failed || chat.texts.feedback_thanks);
}

/**
 * @param {string} text
 * @param {string} done
 * @param {Chat} chat
 */
async function copy(text, done, chat) {
  try {
    await navigator.clipboard.writeText(text);
    chat.say(done);
  } catch {
    chat.say(chat.texts.copy_failed);
  }
}
