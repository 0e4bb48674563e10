import { byId } from './dom.js';

const KEY = 'mechanicbuddy-token';

/** The token of this tab. @returns {string | undefined} */
export const savedToken = () => sessionStorage.getItem(KEY) ?? undefined;

export const forgetToken = () => sessionStorage.removeItem(KEY);

/** @param {() => void} given a token was typed, and is kept for the session */
export function listenToSignIn(given) {
  byId('token-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (byId('token'));
    const token = input.value.trim();
    // A header takes no other characters.
    if (!/^[\x21-\x7e]+$/.test(token)) return askForToken('No token has a space or such characters in it.');
    input.value = '';
    sessionStorage.setItem(KEY, token);
    given();
  });
}

/** Shows the form. @param {string} fault why the last token was none */
export function askForToken(fault) {
  byId('sign-in').hidden = false;
  byId('token-fault').textContent = fault;
  const input = byId('token');
  input.setAttribute('aria-invalid', String(fault !== ''));
  input.focus();
}
