/**
 * What is asked for when signing up, where nobody is signed in who could be told by the shop. The words and their version
 * are those of functions/users/users/domain/consent_texts.py; tests/contract/test_consent_texts.py compares them.
 */
export const MARKETING = {
  version: '2026-11',
  text: 'Send me offers and news of this shop by e-mail; I can stop that in my account at any time',
};
