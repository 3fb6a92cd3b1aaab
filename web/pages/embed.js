// @ts-check
/**
 * The page for frames. A parent page that is listed may hand over its sign-in when it is asked to:
 * it answers the message `rrn:sign-in-wanted` with `{type: "rrn:sign-in", token}`.
 */

const parents = (document.querySelector('meta[name=rrn-parents]')?.getAttribute('content') ?? '').split(' ').filter(Boolean);
const WAIT = 3000;

/** The page around this one, where it is one of those listed. */
function parentOrigin() {
  const origin = location.ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
  return window.parent !== window && origin && parents.includes(origin) ? origin : null;
}

/** Asks the parent page for its sign-in.
 * @param {string} origin
 * @returns {Promise<string | null>}
 */
function signIn(origin) {
  return new Promise((done) => {
    /** @param {MessageEvent} event */
    const heard = (event) => {
      if (event.source !== window.parent || event.origin !== origin || event.data?.type !== 'rrn:sign-in') return;
      finish(String(event.data.token));
    };
    /** @param {string | null} token */
    const finish = (token) => {
      removeEventListener('message', heard);
      clearTimeout(timer);
      done(token);
    };
    const timer = setTimeout(() => finish(null), WAIT);
    addEventListener('message', heard);
    window.parent.postMessage({ type: 'rrn:sign-in-wanted' }, origin);
  });
}

const assistant = /** @type {import('../../widget/loader.js').RrnAssistant} */ (document.querySelector('rrn-assistant'));
const origin = parentOrigin();
const token = origin ? await signIn(origin) : null;
if (origin && token) {
  let next = /** @type {string | null} */ (token);
  assistant.getToken = async () => {
    const given = next ?? (await signIn(origin)) ?? '';
    next = null;
    return given;
  };
  addEventListener('message', (event) => {
    if (event.source === window.parent && event.origin === origin && event.data?.type === 'rrn:sign-out') void assistant.logout();
  });
}
await import('./loader.js');

export {};
