// @ts-check
/**
 * The chat widget's first part: the element and its launcher. The rest is fetched when somebody opens it.
 *
 * @typedef {Record<string, string> & {starters: string[]}} Texts
 */

const STYLE = `
:host{all:initial!important;display:block!important}
:host([mode=page]){block-size:100%!important}
.rrn{font:16px/1.5 system-ui,sans-serif;color:var(--rrn-text,#1b1f24)}
.launcher{all:unset;box-sizing:border-box;position:fixed;inset-block-end:20px;inset-inline-end:20px;z-index:2147483000;
 display:flex;align-items:center;gap:10px;min-block-size:52px;max-inline-size:calc(100vw - 40px);padding:10px 18px;cursor:pointer;
 border:2px solid transparent;border-radius:26px;background:var(--rrn-accent,#0b4f7d);color:var(--rrn-on-accent,#fff);
 font:600 16px/1.3 system-ui,sans-serif;box-shadow:0 2px 10px #0005}
.launcher:focus-visible{outline:3px solid var(--rrn-accent,#0b4f7d);outline-offset:3px}
.launcher[hidden],.unread[hidden]{display:none}
.unread{inline-size:12px;block-size:12px;border:2px solid #fff;border-radius:50%;background:#ffb000}
@media (forced-colors:active){.launcher{border-color:ButtonText}.unread{background:Highlight;forced-color-adjust:none}}
@media print{.launcher{display:none}}
`;

/** Fetches the texts of a language; English where there are none.
 * @param {string} language
 * @returns {Promise<Texts>}
 */
async function textsOf(language) {
  const own = /^[a-z]{2,3}/.exec(language.toLowerCase())?.[0] ?? 'en';
  for (const code of new Set([own, 'en'])) {
    const answer = await fetch(new URL(`texts.${code}.json`, import.meta.url)).catch(() => null);
    if (answer?.ok) return answer.json();
  }
  throw new Error('rrn-assistant: the texts cannot be loaded');
}

class RrnAssistant extends HTMLElement {
  /** Hands over the sign-in of an intranet: returns its token. A page may set it before this script has arrived.
   * @type {(() => Promise<string> | string) | null}
   */
  getToken = /** @type {any} */ (this).getToken ?? null;
  /** @type {import('./chat.js').Chat | null} */
  chat = null;
  /** @type {Texts | null} */
  texts = null;
  /** @type {Promise<import('./chat.js').Chat> | null} */
  #loading = null;
  /** @type {HTMLElement} */
  wrapper = document.createElement('div');
  launcher = document.createElement('button');
  #label = document.createElement('span');
  #unread = document.createElement('span');

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    this.wrapper.className = 'rrn';
    this.launcher.className = 'launcher';
    this.launcher.type = 'button';
    this.launcher.hidden = true;
    this.#unread.className = 'unread';
    this.#unread.hidden = true;
    this.launcher.append(this.#label, this.#unread);
    this.launcher.addEventListener('click', () => void this.open());
    this.wrapper.append(this.launcher);
    root.append(this.wrapper);
  }

  async connectedCallback() {
    if (this.texts) return;
    this.texts = await textsOf(this.lang || document.documentElement.lang || 'en');
    this.#label.textContent = this.texts.open;
    const page = this.getAttribute('mode') === 'page';
    this.launcher.hidden = page;
    this.launcher.setAttribute('aria-expanded', 'false');
    if (page || this.hasAttribute('open')) await this.open(!page);
    this.dispatchEvent(new Event('rrn-ready'));
  }

  /** Opens the assistant.
   * @param {boolean} [focus] whether the question's field is focused
   */
  async open(focus = true) {
    const chat = await this.#load();
    chat.open(focus);
  }

  close() {
    this.chat?.close();
  }

  /** Asks a question as if it had been typed.
   * @param {string} text
   */
  async ask(text) {
    const chat = await this.#load();
    chat.open(false);
    await chat.ask(text);
  }

  /** Forgets who is signed in and what was said, in this browser. */
  async logout() {
    const chat = await this.#load();
    chat.logout();
  }

  /** Marks the launcher.
   * @param {boolean} waiting whether a reply came that was not seen
   */
  setUnread(waiting) {
    this.#unread.hidden = !waiting;
    if (this.texts) this.#label.textContent = waiting ? this.texts.open_unread : this.texts.open;
  }

  #load() {
    this.#loading ??= import('./chat.js').then(async ({ Chat }) => {
      if (!this.texts) await new Promise((done) => this.addEventListener('rrn-ready', done, { once: true }));
      this.chat = new Chat(this);
      return this.chat;
    });
    return this.#loading;
  }
}

// A second copy of the script on the same page changes nothing.
if (!customElements.get('rrn-assistant')) {
  customElements.define('rrn-assistant', RrnAssistant);
  const add = () => {
    if (!document.querySelector('rrn-assistant')) document.body.append(document.createElement('rrn-assistant'));
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', add);
  else add();
}

export { RrnAssistant };
