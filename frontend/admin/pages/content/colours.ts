/**
 * How well text can be read in a colour and on it (WCAG 2.2, 1.4.3), as the content service computes it
 * (functions/content/content/domain/colours.py; colours.test.ts makes sure that they say the same).
 */
export const LEAST = 4.5;
export const COLOURS = ['primary', 'primary_dark', 'accent', 'night'] as const;
export type ColourName = (typeof COLOURS)[number];

const GROUNDS = {
  light: ['#fbf5ea', '#fffdf8', '#f3e9d8'],
  dark: ['#16132a', '#201c38', '#110f21'],
} as const;
const ON_PRIMARY = { light: '#fffdf8', dark: '#16132a' } as const;
const SOFT = { light: 0.1, dark: 0.18 } as const;
const ON_ACCENT = '#1f1a33';
const ON_NIGHT = ['#fdf6e8', '#d3d5f0'] as const;

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/.test(text);

const channels = (colour: string): number[] => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function mixed(colour: string, other: string, share: number): string {
  const theirs = channels(other);
  const parts = channels(colour).map((mine, at) =>
    Math.round(mine * (1 - share) + (theirs[at] ?? 0) * share),
  );
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** What stands beside the colour in the shop, the page's ground first. */
function beside(name: ColourName, colour: string): readonly string[] {
  if (name === 'accent') return [ON_ACCENT];
  if (name === 'night') return ON_NIGHT;
  const mode = name === 'primary_dark' ? 'dark' : 'light';
  return [...GROUNDS[mode], ON_PRIMARY[mode], mixed(GROUNDS[mode][1], colour, SOFT[mode])];
}

/** The least contrast that text has with this colour, from 1 to 21. */
export const worst = (name: ColourName, colour: string): number =>
  Math.min(...beside(name, colour).map((other) => contrast(colour, other)));

/** The two colours of a sample: the text's and the ground's. */
export function sample(name: ColourName, colour: string): [ink: string, ground: string] {
  if (name === 'accent') return [ON_ACCENT, colour];
  if (name === 'night') return [ON_NIGHT[0], colour];
  return [colour, GROUNDS[name === 'primary_dark' ? 'dark' : 'light'][0]];
}
