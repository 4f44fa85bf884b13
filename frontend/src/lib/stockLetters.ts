/**
 * What is agreed to by asking to be told when something is back in stock. The words and their version are those of
 * functions/users/users/domain/consent_texts.py; tests/contract/test_consent_texts.py compares them.
 */
export const STOCK_LETTERS = {
  version: '2026-11',
  text: 'Write to me by e-mail, once for each product I ask for, when it is back in stock; every such letter has a link that ends them',
};
