// @ts-check
/**
 * The register on the staff page: page by page, and by a part of a name.
 *
 * @typedef {{provider: string, aliases: string[], status: string, as_of: string | null}} Provider
 * @typedef {{providers: Provider[], total: number, number: number, pages: number}} Page
 */

import { at, fillTable, plain } from './tables.js';

/** So long nothing more is typed before it is looked for; milliseconds. */
const PAUSE = 250;

const field = /** @type {HTMLInputElement} */ (at('filter'));
const pager = /** @type {HTMLElement} */ (document.querySelector('.pager'));
const previous = /** @type {HTMLButtonElement} */ (at('previous')), next = /** @type {HTMLButtonElement} */ (at('next'));
let number = 1;
/** @type {AbortController | undefined} */
let asking;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {number} count */
const counted = (count) => `${count.toLocaleString('en-GB')} ${count === 1 ? 'provider' : 'providers'}`;
/** @param {string} iso */
const day = (iso) => new Date(iso).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/**
 * @param {Page} page
 * @param {string} search
 */
function show(page, search) {
  number = page.number;
  fillTable('providers', page.providers.map((each) => [
    each.provider, each.aliases.join(', '), plain(each.status), each.as_of ? day(each.as_of) : '']));
  const found = search ? ` with \u201c${search}\u201d in a name` : '';
  const where = page.pages > 1 ? ` Page ${number.toLocaleString('en-GB')} of ${page.pages.toLocaleString('en-GB')}.` : '';
  at('provider-count').textContent = `${page.total ? counted(page.total) : 'No provider'}${found}.${where}`;
  pager.hidden = page.pages < 2;
  previous.setAttribute('aria-disabled', String(number === 1));
  next.setAttribute('aria-disabled', String(number === page.pages));
}

/** Asks for a page; an answer that comes after a newer question is not shown.
 * @param {number} wanted
 */
async function ask(wanted) {
  clearTimeout(timer);
  asking?.abort();
  const own = (asking = new AbortController());
  const search = field.value.trim();
  const query = new URLSearchParams({ search, page: String(wanted) });
  try {
    const answer = await fetch(`/api/register?${query}`, { signal: own.signal });
    const body = await answer.json();
    if (own.signal.aborted) return;
    if (answer.ok) show(body, search);
    else at('provider-count').textContent = body.error.message;
  } catch {
    if (!own.signal.aborted) at('provider-count').textContent = 'The register cannot be shown just now. Please try again in a moment.';
  }
}

field.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(() => void ask(1), PAUSE);
});
/** @param {HTMLButtonElement} button @param {number} step */
function turns(button, step) {
  // A button that is disabled would lose the focus, and with it a person's place on the page.
  button.addEventListener('click', () => button.getAttribute('aria-disabled') === 'true' || void ask(number + step));
}
turns(previous, -1);
turns(next, 1);
await ask(1);

export {};
