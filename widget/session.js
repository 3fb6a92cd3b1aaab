// @ts-check
/**
 * The conversation with the server: the session, messages that are sent until they are answered, the history.
 *
 * @typedef {{id: string, title: string, url: string, quote: string, as_of: string, review_by: string,
 *   reviewed_on?: string | null, overdue?: boolean}} Source
 * @typedef {{statement: string, quote: string}} Reason
 * @typedef {{sector: string, label: string, outcome: string, nhs_commissioned: boolean | null, cqc_regulated: boolean | null,
 *   reasons: Reason[], changes?: Button[]}} Verdict
 * @typedef {{id: string, title: string}} Button
 * @typedef {{text: string, kind: string, id: string, sources: Source[], verdict: Verdict | Verdict[] | null,
 *   status: {provider: string, status: string, as_of: string | null, asked?: object | null} | null, buttons: Button[], also: Reply[]}} Reply
 * @typedef {{turn: number, at: string, text: string, reply: Reply | null, client_message_id: string, vote: Vote | null}} Turn
 * @typedef {'up' | 'down'} Vote
 * @typedef {{id: string, text: string, button?: string}} Message
 */

const TIMEOUT = 20_000;

export class ApiProblem extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {number} wait seconds until it is worth trying again; 0 where the server does not say
   */
  constructor(status, message, wait) {
    super(message);
    this.status = status;
    this.wait = wait;
  }
}

/** An id that no other message has; ``crypto.randomUUID`` is missing on pages without TLS. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Session {
  /** @type {string | null} */
  #token = null;
  /** @type {Message | null} */
  #unsent = null;

  /**
   * @param {string} base the server's address
   * @param {() => (() => Promise<string> | string) | null} getToken the intranet's sign-in as it is now; null without one
   */
  constructor(base, getToken) {
    this.base = base;
    this.getToken = getToken;
    this.key = `rrn:${base}`;
    /** Whether an earlier conversation had ended when this one began. */
    this.renewed = false;
  }

  /** The message that has no answer yet, kept over a reload. That of a person who is signed in is kept by this page alone:
   * the next person to sign in here may be another.
   * @returns {Message | null}
   */
  get pending() {
    return this.getToken() ? this.#unsent : messageOf(read(`${this.key}:pending`));
  }

  /** @param {Message | null} message */
  set pending(message) {
    if (this.getToken()) this.#unsent = message;
    else write(`${this.key}:pending`, message && JSON.stringify(message));
  }

  /** Sends a message; the same message again has the same answer.
   * @param {Message} message
   * @returns {Promise<{turn: number, reply: Reply}>}
   */
  async send(message) {
    const body = message.button ? { button: message.button } : { text: message.text };
    return (await this.#call('POST', 'messages', { ...body, client_message_id: message.id })).json();
  }

  /** @returns {Promise<{conversation: string, turns: Turn[]}>} */
  async history() {
    return (await this.#call('GET', 'history')).json();
  }

  /** @returns {Promise<string>} */
  async transcript() {
    return (await this.#call('GET', 'transcript')).text();
  }

  async restart() {
    await this.#call('POST', 'restart');
  }

  /**
   * @param {number} turn
   * @param {Vote} vote
   * @param {string} [comment] what was said before stays where there is none
   */
  async feedback(turn, vote, comment) {
    await this.#call('POST', 'feedback', { turn, vote, comment });
  }

  /** Whether this browser keeps a conversation, so that there may be a history. */
  get kept() {
    return Boolean(this.#token ?? this.getToken() ?? read(this.key));
  }

  forget() {
    this.#token = null;
    write(this.key, null);
    this.pending = null;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<Response>}
   */
  async #call(method, path, body) {
    for (let attempt = 0; ; attempt++) {
      const token = await this.#session();
      const answer = await this.#fetch(method, path, token, body);
      if (answer.ok) return answer;
      const problem = await problemOf(answer);
      if (problem.status !== 401 || attempt) throw problem;
      this.#token = null;
      write(this.key, null);
      this.renewed = true;
    }
  }

  async #session() {
    if (this.#token) return this.#token;
    const signIn = this.getToken();
    const kept = signIn ? null : read(this.key);
    if (kept) return (this.#token = kept);
    const answer = await this.#fetch('POST', 'session', signIn ? await signIn() : null);
    if (!answer.ok) throw await problemOf(answer);
    const token = /** @type {string} */ ((await answer.json()).token);
    // A person who is signed in is asked for anew on every page, so that nobody finds another's conversation.
    if (!signIn) write(this.key, token);
    return (this.#token = token);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string | null} token
   * @param {object} [body]
   */
  #fetch(method, path, token, body) {
    /** @type {Record<string, string>} */
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    if (body) headers['Content-Type'] = 'application/json';
    const signal = AbortSignal.timeout(TIMEOUT);
    return fetch(`${this.base}/api/${path}`, {
      method, headers, signal, body: body && JSON.stringify(body), credentials: 'omit', cache: 'no-store',
    });
  }
}

/** A message as it was kept; null where something else wrote there.
 * @param {string | null} kept
 * @returns {Message | null}
 */
function messageOf(kept) {
  try {
    const message = JSON.parse(kept ?? 'null');
    return typeof message?.id === 'string' && typeof message.text === 'string' ? message : null;
  } catch {
    return null;
  }
}

/** @param {Response} answer */
async function problemOf(answer) {
  const error = (await answer.json().catch(() => ({}))).error ?? {};
  return new ApiProblem(answer.status, error.message ?? '', Number(answer.headers.get('Retry-After')) || 0);
}

// Where a page may not keep anything (a sandboxed frame), the conversation lasts as long as the page.
/** @type {Map<string, string>} */
const memory = new Map();

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}

/**
 * @param {string} key
 * @param {string | null} value
 */
function write(key, value) {
  try {
    value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value);
  } catch {
    value === null ? memory.delete(key) : memory.set(key, value);
  }
}
