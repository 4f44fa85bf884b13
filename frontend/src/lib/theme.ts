import type { Shop } from '../api/types';

const NAME = /^[a-z-]+$/;
const COLOUR = /^#[0-9a-f]{6}$/;

function rules(tokens: Record<string, string>): string {
  const set = Object.entries(tokens).filter(([name, colour]) => NAME.test(name) && COLOUR.test(colour));
  return `:root{${set.map(([name, colour]) => `--${name}:${colour}`).join(';')}}`;
}

/**
 * The merchant's colours over those of tokens.css. A constructed sheet is no inline style: the site's content security
 * policy lets it be (https://www.w3.org/TR/CSP3/#directive-style-src).
 */
export function paint({ light, dark }: Shop['theme']): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${rules(light)}@media (prefers-color-scheme:dark){${rules(dark)}}`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
