// @ts-check
/** Tables of the staff page, and the plain words for what stands in them. */

const WORDS = {
  true: 'yes', false: 'no', open: 'not said', unsure: 'not known to the person', funded: 'funded, not said whether commissioned',
  out: 'excluded by name', asks: 'the NHS and CQC facts decide', silent: 'the page is silent', which: 'several kinds: asks which', none: 'no setting named',
  mandatory: 'mandatory', expected: 'expected', not_applicable: 'does not apply', not_stated: 'the page does not say', conflict: 'two statements meet',
  clarify: 'asks for the missing fact', certified: 'certified', working_towards: 'working towards certification', lapsed: 'lapsed', withdrawn: 'withdrawn', unknown: 'unknown',
};

/** @param {string} word */
export const plain = (word) => /** @type {Record<string, string>} */ (WORDS)[word] ?? word;
/** @param {string} id */
export const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Fills a table's body; the first cell of a row is its header.
 * @param {string} id
 * @param {string[][]} rows
 */
export function fillTable(id, rows) {
  at(id).querySelector('tbody')?.replaceChildren(...rows.map((cells) => {
    const row = document.createElement('tr');
    row.append(...cells.map((text, place) => {
      const cell = document.createElement(place ? 'td' : 'th');
      if (!place) cell.setAttribute('scope', 'row');
      cell.textContent = text;
      return cell;
    }));
    return row;
  }));
}
