// @ts-check
/**
 * Links to replies: what stands behind "#", and the question that gives the reply again.
 *
 * @typedef {import('../../widget/session.js').Reply} Reply
 * @typedef {{id: string, title: string, question?: string, words: string[]}} Known a question, or a topic that is not covered
 * @typedef {{known: Known[], settings: {id: string, title: string}[]}} Askable
 */

/** Facts of a verdict, as they stand in a link and in a question. */
const FACTS = /** @type {const} */ ([['nhs', 'nhs_commissioned', 'NHS commissioned'], ['cqc', 'cqc_regulated', 'CQC regulated']]);

/** What a link to a reply names; null where no single question gives the reply again: it asked back, held several, or was of another time.
 * @param {Reply} reply
 * @returns {string | null}
 */
export function nameOf(reply) {
  const { kind, id, verdict, status, also } = reply;
  if (also.length) return null;
  if (kind === 'answer' || kind === 'not_covered') return String(new URLSearchParams({ answer: id }));
  if (status) return status.asked ? null : String(new URLSearchParams({ provider: status.provider }));
  if (!verdict || Array.isArray(verdict)) return null;
  const name = new URLSearchParams({ setting: verdict.sector });
  for (const [short, fact] of FACTS) if (verdict[fact] !== null) name.set(short, verdict[fact] ? 'yes' : 'no');
  return String(name);
}

/** The question that a link stands for; null where it names nothing that is known.
 * @param {string} name
 * @param {Askable} askable
 * @returns {string | null}
 */
export function questionOf(name, { known, settings }) {
  const named = new URLSearchParams(name);
  const found = known.find((each) => each.id === named.get('answer'));
  if (found) return found.question ?? found.title;
  if (named.get('provider')) return `Is ${named.get('provider')} certified?`;
  const setting = settings.find((each) => each.id === named.get('setting'));
  if (!setting) return null;
  const facts = FACTS.filter(([short, , words]) => named.has(short) && !setting.title.startsWith(words));
  return `${[setting.title, ...facts.map(([short, , words]) => (named.get(short) === 'yes' ? words : `not ${words}`))].join(', ')}: does it apply?`;
}
