import { createStore } from '../../src/lib/store';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const CHOSEN = 'souk.office.theme';
const DARK = '(prefers-color-scheme: dark)';
/** Whether the dark colours of tokens.css hold, and the browser's own controls with them. */
const HOLDS: Record<Theme, { media: string; scheme: string }> = {
  system: { media: DARK, scheme: 'light dark' },
  light: { media: 'not all', scheme: 'light' },
  dark: { media: 'all', scheme: 'dark' },
};

export const theme = createStore<Theme>('system');

export function startTheme(): void {
  const kept = localStorage.getItem(CHOSEN) as Theme | null;
  apply(kept && THEMES.includes(kept) ? kept : 'system');
}

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(CHOSEN, chosen);
  apply(chosen);
}

let rules: CSSMediaRule[] | undefined;

/** The colours of the storefront know what the system prefers; a choice turns that rule on or off. */
function apply(chosen: Theme): void {
  const { media, scheme } = HOLDS[chosen];
  rules ??= [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].filter((rule) => rule instanceof CSSMediaRule && rule.conditionText === DARK),
  ) as CSSMediaRule[];
  for (const rule of rules) rule.media.mediaText = media;
  document.documentElement.style.colorScheme = scheme;
  theme.set(chosen);
}
