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
[hidden]{display:none!important}
.unread{inline-size:12px;block-size:12px;border:2px solid #fff;border-radius:50%;background:#ffb000}
@media (forced-colors:active){.launcher{border-color:ButtonText}.unread{background:Highlight;forced-color-adjust:none}}
@media print{.launcher{display:none}}
`;

/** Fetches the texts of a language; English where there are none, null where nothing can be had.
 * @param {string} language
 * @returns {Promise<Texts | null>}
 */
async function textsOf(language) {
  const own = /^[a-z]{2,3}/.exec(language.toLowerCase())?.[0] ?? 'en';
  for (const code of new Set([own, 'en'])) {
    const texts = await fetch(new URL(`texts.${code}.json`, import.meta.url)).then((answer) => answer.ok && answer.json()).catch(() => null);
    if (texts) return texts;
  }
  return null;
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
  /** @type {Promise<void> | null} */
  #loading = null;
  /** @type {HTMLElement} */
  wrapper = document.createElement('div');
  launcher = document.createElement('button');
  #label = document.createElement('span');
  #unread = document.createElement('span');
  #attempt = 0;

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    this.wrapper.className = 'rrn';
    this.launcher.className = 'launcher';
    this.launcher.hidden = true;
    this.#unread.className = 'unread';
    this.#unread.hidden = true;
    this.launcher.append(this.#label, this.#unread);
    this.launcher.addEventListener('click', () => void this.open());
    this.wrapper.append(this.launcher);
    root.append(this.wrapper);
  }

  async connectedCallback() {
    if (this.#label.textContent) return;
    await this.#words();
    // Without a word to say it stays away, quietly, until the network is back.
    if (!this.texts) return addEventListener('online', () => this.connectedCallback(), { once: true });
    this.setUnread(false);
    const page = this.getAttribute('mode') === 'page';
    this.launcher.hidden = page;
    this.launcher.ariaExpanded = 'false';
    if (page || this.hasAttribute('open')) await this.open(!page);
    this.dispatchEvent(new Event('rrn-ready'));
  }

  /** Opens the assistant.
   * @param {boolean} [focus] whether the question's field is focused
   */
  async open(focus = true) {
    await this.#load();
    this.chat?.open(focus);
  }

  close() {
    this.chat?.close();
  }

  /** Asks a question as if it had been typed.
   * @param {string} text
   */
  async ask(text) {
    await this.open(false);
    await this.chat?.ask(text);
  }

  /** Forgets who is signed in and what was said, in this browser. */
  async logout() {
    await this.#load();
    if (this.chat) return this.chat.logout();
    // What is kept must go also where the rest cannot be fetched; as in session.js.
    const key = `rrn:${new URL(import.meta.url).origin}`;
    new BroadcastChannel(key).postMessage('signed out');
    localStorage.removeItem(key);
    localStorage.removeItem(key + ':pending');
  }

  /** Marks the launcher.
   * @param {boolean} waiting whether a reply came that was not seen
   */
  setUnread(waiting) {
    this.#unread.hidden = !waiting;
    if (this.texts) this.#label.textContent = waiting ? this.texts.open_unread : this.texts.open;
  }

  async #words() {
    this.texts ??= await textsOf(this.lang || document.documentElement.lang || 'en');
  }

  /** Fetches the rest. Where that fails, the launcher says so, also to screen readers, and its next press tries again. */
  #load() {
    if (!this.chat) this.wrapper.ariaLive = 'polite';
    // Some browsers keep a failed import under its address.
    this.#loading ??= Promise.all([import(`./chat.js?${this.#attempt++}`), this.#words()]).then(([{ Chat }]) => {
      this.wrapper.ariaLive = null;
      this.chat = new Chat(this);
    }).catch(() => {
      this.#loading = null;
      this.launcher.hidden = false;
      if (this.texts) this.#label.textContent = this.texts.no_answer;
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
