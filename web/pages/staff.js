// @ts-check
/**
 * The staff page: the known questions and topics as one types, links to replies, the decision table.
 *
 * @typedef {import('./links.js').Known} Known
 * @typedef {{questions: Known[], topics: Known[], settings: {id: string, title: string, class: string}[],
 *   rules: {id: string, setting: string[], nhs_commissioned: string[], cqc_regulated: string[], outcome: string}[]}} Reference
 */

import { nameOf, questionOf } from './links.js';
import { at, fillTable, plain } from './tables.js';

const MAX_FOUND = 12;

/** @param {string} text */
const key = (text) => text.toLowerCase().normalize('NFKD').replace(/[^\p{L}\p{N} ]/gu, '');

const field = /** @type {HTMLInputElement} */ (at('find'));
const list = at('found');
const assistant = /** @type {import('../../widget/loader.js').RrnAssistant & import('../../widget/reply.js').Linking} */ (document.querySelector('rrn-assistant'));
/** @type {import('./links.js').Askable} */
let askable = { known: [], settings: [] };
let chosen = -1;

/** @param {import('./links.js').Reply} reply */
assistant.linkTo = (reply) => {
  const name = nameOf(reply);
  return name && new URL(`#${name}`, location.href).href;
};

/** The questions and topics that hold every word typed, those with it in the title first.
 * @param {string} typed
 */
function search(typed) {
  const words = key(typed).split(/\s+/).filter(Boolean);
  const scored = askable.known.map((known) => {
    const title = key(known.title);
    const all = known.words.join(' ');
    const hits = words.map((word) => (title.includes(word) ? 2 : all.includes(word) ? 1 : 0));
    return { known, score: hits.includes(0) ? -1 : hits.reduce((/** @type {number} */ sum, hit) => sum + hit, 0) };
  });
  return scored.filter(({ score }) => score >= 0).sort((one, other) => other.score - one.score).slice(0, MAX_FOUND).map(({ known }) => known);
}

function show() {
  const found = search(field.value);
  chosen = -1;
  field.removeAttribute('aria-activedescendant');
  field.setAttribute('aria-expanded', String(found.length > 0));
  list.hidden = !found.length;
  list.replaceChildren(...found.map((known, place) => {
    const item = document.createElement('li');
    item.id = `found-${place}`;
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', 'false');
    item.textContent = known.question ? `${known.title} (the page does not cover this)` : known.title;
    item.addEventListener('click', () => void ask(known.question ?? known.title));
    return item;
  }));
  at('found-count').textContent = field.value ? `${found.length} found. Press Enter to ask what you typed.` : '';
}

/** @param {number} step */
function move(step) {
  const items = [...list.children];
  if (!items.length) return;
  chosen = (chosen + step + items.length + (chosen < 0 && step < 0 ? 1 : 0)) % items.length;
  items.forEach((item, place) => item.setAttribute('aria-selected', String(place === chosen)));
  field.setAttribute('aria-activedescendant', items[chosen].id);
  items[chosen].scrollIntoView({ block: 'nearest' });
}

/** @param {string} text */
async function ask(text) {
  if (!text.trim()) return;
  await customElements.whenDefined('rrn-assistant');
  assistant.scrollIntoView({ block: 'nearest' }); // on a phone it stands below the list
  await assistant.ask(text);
}

/** Asks the question that the address stands for, so that a link to a reply can be shared. */
async function askShared() {
  const question = questionOf(location.hash.slice(1), askable);
  if (question) await ask(question);
}

field.addEventListener('input', show);
field.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter' && !event.isComposing) {
    event.preventDefault();
    const known = chosen >= 0 ? search(field.value)[chosen] : null;
    void ask(known?.question ?? known?.title ?? field.value);
  } else if (event.key === 'Escape') {
    field.value = '';
    show();
  }
});
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.composedPath().some((each) => each instanceof HTMLInputElement || each instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  field.focus();
});
addEventListener('hashchange', () => void askShared());

const answer = await fetch('/api/reference').catch(() => null);
if (answer?.ok) {
  const reference = /** @type {Reference} */ (await answer.json());
  askable = { known: [...reference.questions, ...reference.topics], settings: reference.settings };
  fillTable('rules', reference.rules.map((rule) => [
    rule.id, ...[rule.setting, rule.nhs_commissioned, rule.cqc_regulated].map((each) => each.map(plain).join(', ')), plain(rule.outcome)]));
  const classes = Map.groupBy ? Map.groupBy(reference.settings, (each) => each.class) : new Map();
  at('settings').replaceChildren(...[...classes].map(([name, settings]) => {
    const item = document.createElement('li');
    item.textContent = `${plain(name)}: ${settings.map((/** @type {{title: string}} */ each) => each.title).join(', ')}`;
    return item;
  }));
  show();
  await askShared();
} else {
  at('found-count').textContent = 'The known questions cannot be shown just now. You can still ask the assistant.';
}

export {};
