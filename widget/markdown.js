// @ts-check
/** The little Markdown of replies, as nodes: nothing that is sent can become markup. */

/** Makes an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** A link, or plain text where the address is none that may be followed.
 * @param {string} text
 * @param {string} address
 * @returns {Node}
 */
export function link(text, address) {
  if (!/^(https?:\/\/|tel:\+?[\d ]+$)/i.test(address)) return document.createTextNode(text);
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, text);
}

/** Bold, links and telephone numbers of one line.
 * @param {string} line
 * @returns {Node[]}
 */
function inline(line) {
  const parts = line.split(/(\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\)|\b0\d{4} \d{6}\b)/);
  return parts.filter(Boolean).map((part) => {
    if (part.startsWith('**') && part.length > 4) return el('strong', {}, ...inline(part.slice(2, -2)));
    const found = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part);
    if (found) return link(found[1], found[2]);
    if (/^0\d{4} \d{6}$/.test(part)) return el('a', { href: `tel:${part.replace(' ', '')}`, class: 'tel' }, part);
    return document.createTextNode(part);
  });
}

/** Paragraphs and lists.
 * @param {string} text
 * @returns {HTMLElement[]}
 */
export function markdown(text) {
  /** @type {HTMLElement[]} */
  const blocks = [];
  for (const line of text.split('\n').filter((each) => each.trim())) {
    const item = /^\s*[-*] (.*)$/.exec(line);
    const last = blocks.at(-1);
    if (!item) blocks.push(el('p', {}, ...inline(line)));
    else if (last?.tagName === 'UL') last.append(el('li', {}, ...inline(item[1])));
    else blocks.push(el('ul', {}, el('li', {}, ...inline(item[1]))));
  }
  return blocks;
}
