// @ts-check
/** Where the focus goes: never to nowhere, and never behind a panel that fills the screen. */

/** @typedef {import('./chat.js').Chat} Chat */

/** Where the panel fills the screen; as in the style. */
const FULL = '(max-width:480px)';

/** Changes what is shown. Where the part that had the focus goes, what the change returns gets it (WCAG 2.4.3).
 * @param {Chat} chat
 * @param {() => HTMLElement} change
 */
export function keepFocus(chat, change) {
  const before = chat.host.shadowRoot?.activeElement;
  const next = change();
  if (before && !before.isConnected) next.focus({ preventScroll: true });
}

/** Closes the panel on Esc, and makes it a modal where it fills the screen (WCAG 2.4.11): the page behind it is left as it is.
 * @param {Chat} chat
 * @param {HTMLElement} first what Tab comes to first
 * @param {HTMLElement} last what Tab comes to last
 */
export function holdFocus(chat, first, last) {
  const full = matchMedia(FULL);
  const tell = () => { chat.panel.ariaModal = full.matches ? 'true' : null; };
  full.addEventListener('change', tell);
  tell();
  // On the document, since the page may have the focus, as where it opened the assistant itself.
  document.addEventListener('keydown', (event) => {
    const within = chat.host.shadowRoot?.activeElement;
    if (!chat.opened || !(within || full.matches)) return;
    if (event.key === 'Escape') chat.close();
    if (event.key !== 'Tab' || !full.matches) return;
    const [end, other] = event.shiftKey ? [first, last] : [last, first];
    if (within && within !== end) return;
    event.preventDefault();
    other.focus();
  });
}
