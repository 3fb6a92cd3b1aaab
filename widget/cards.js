// @ts-check
/** What stands below a reply: its source, its verdict, a provider's status. */

import { el, link } from './markdown.js';

/** @typedef {import('./loader.js').RrnAssistant} RrnAssistant */
/** @typedef {NonNullable<RrnAssistant['texts']>} Texts */
/** @typedef {import('./session.js').Reply} Reply */

/** Fills the gaps of a text.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));
}

/** A day as people write it.
 * @param {string} iso
 * @param {string} language
 */
export function day(iso, language) {
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(iso));
}

/** The quotes a reply rests on, with the page and its date.
 * @param {Reply} reply
 * @param {Texts} texts
 * @param {string} language
 */
export function sourceCard(reply, texts, language) {
  const [first] = reply.sources;
  const as_of = day(first.as_of, language);
  const quotes = reply.sources.map((source) => el('blockquote', { dir: 'auto' }, source.quote));
  const overdue = reply.sources.find((source) => source.overdue);
  const review = day((overdue ?? first).review_by, language);
  const dates = [fill(texts.text_as_of, { date: as_of }), reviewedOn(first, texts.reviewed, language),
    fill(overdue ? texts.overdue : texts.review_by, { date: review })].filter(Boolean).join(' ');
  const name = el('summary', {}, `${texts.source}: ${first.title}, ${fill(texts.as_of, { date: as_of })}`);
  if (overdue) name.append(' ', el('strong', { class: 'over' }, texts.overdue_mark));
  const card = el('details', { class: 'card source' }, name,
    ...quotes, el('p', {}, dates), el('p', {}, link(texts.open_page, first.url)));
  card.addEventListener('toggle', () => card.open && card.scrollIntoView({ block: 'nearest' }));
  return card;
}

/** When a text was last reviewed; empty where nobody wrote that down.
 * @param {import('./session.js').Source} source
 * @param {string} text
 * @param {string} language
 */
function reviewedOn(source, text, language) {
  return source.reviewed_on ? fill(text, { date: day(source.reviewed_on, language) }) : '';
}

/** One verdict: outcome, the facts it rests on, the reasons, and each fact that may be otherwise.
 * @param {import('./session.js').Verdict} verdict
 * @param {Texts} texts
 * @param {(change: import('./session.js').Button) => void} press
 */
export function verdictCard(verdict, texts, press) {
  /** @param {boolean | null} fact */
  const known = (fact) => (fact === null ? texts.unknown : fact ? texts.yes : texts.no);
  const facts = el('dl', {},
    ...[[texts.fact_setting, verdict.label], [texts.fact_nhs, known(verdict.nhs_commissioned)],
      [texts.fact_cqc, known(verdict.cqc_regulated)]].map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
  const reasons = verdict.reasons.map((reason) => el('li', { dir: 'auto' }, reason.quote));
  const choices = el('div', { class: 'buttons', hidden: '' },
    ...(verdict.changes ?? []).map((each) => button(each.title, () => press(each))));
  const change = button(texts.change, () => {
    choices.hidden = !choices.hidden;
    change.setAttribute('aria-expanded', String(!choices.hidden));
    choices.scrollIntoView({ block: 'nearest' });
  }, 'quiet');
  change.setAttribute('aria-expanded', 'false');
  return el('div', { class: 'card verdict', 'data-outcome': verdict.outcome },
    el('p', { class: 'outcome' }, texts[`outcome_${verdict.outcome}`] ?? verdict.outcome),
    el('p', { class: 'heading' }, texts.facts), facts,
    ...(reasons.length ? [el('p', { class: 'heading' }, texts.reasons), el('ul', {}, ...reasons)] : []),
    ...(verdict.changes?.length ? [change, choices] : []));
}

/** A provider's entry.
 * @param {NonNullable<Reply['status']>} status
 * @param {Texts} texts
 * @param {string} language
 */
export function statusCard(status, texts, language) {
  const lines = [el('p', { class: 'outcome' }, texts[`status_${status.status}`] ?? status.status), el('p', { dir: 'auto' }, status.provider)];
  if (status.as_of) lines.push(el('p', {}, fill(texts.as_of, { date: day(status.as_of, language) })));
  return el('div', { class: 'card status' }, ...lines);
}

/** A button that does something.
 * @param {string} text
 * @param {() => void} press
 * @param {string} [kind]
 */
export function button(text, press, kind = 'choice') {
  const made = el('button', { type: 'button', class: kind }, text);
  made.addEventListener('click', press);
  return made;
}

/** A reply with its source as plain text, for an e-mail.
 * @param {Reply} reply
 * @param {Texts} texts
 * @param {string} language
 */
export function asText(reply, texts, language) {
  const lines = [reply.text.replaceAll('**', '')];
  for (const source of reply.sources) lines.push(`\u201c${source.quote}\u201d`);
  const [first] = reply.sources;
  if (first) {
    const dates = [fill(texts.as_of, { date: day(first.as_of, language) }), reviewedOn(first, texts.reviewed_on, language)];
    lines.push(`${texts.source}: ${[first.title, ...dates].filter(Boolean).join(', ')}. ${first.url}`);
  }
  return lines.join('\n');
}
