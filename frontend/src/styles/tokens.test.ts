import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');

function colours(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1] ?? '', found[2] ?? '']),
  );
}

const schemes = {
  light: colours(light),
  dark: new Map([...colours(light), ...colours(dark)]),
};

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const TEXT: [text: string, ground: string][] = [
  ['ink', 'plaster'],
  ['ink', 'surface'],
  ['ink', 'sunken'],
  ['muted', 'plaster'],
  ['muted', 'surface'],
  ['muted', 'sunken'],
  ['muted', 'saffron-soft'],
  ['primary', 'plaster'],
  ['primary', 'surface'],
  ['on-primary', 'primary'],
  ['on-primary', 'primary-hover'],
  ['on-saffron', 'saffron'],
  ['on-saffron', 'saffron-hover'],
  ['ink', 'saffron-soft'],
  ['ink', 'primary-soft'],
  ['ink', 'mint-soft'],
  ['ink', 'clay-soft'],
  ['ink', 'danger-soft'],
  ['clay', 'plaster'],
  ['clay', 'surface'],
  ['clay', 'saffron-soft'],
  ['danger', 'plaster'],
  ['danger', 'danger-soft'],
  ['on-night', 'night'],
  ['on-night-muted', 'night'],
];

// WCAG 1.4.11: what marks a control and the focus needs 3:1.
const MARKS: [mark: string, ground: string][] = [
  ['line-strong', 'plaster'],
  ['line-strong', 'surface'],
  ['focus', 'plaster'],
  ['focus', 'surface'],
  ['saffron', 'night'],
];

describe.each(Object.entries(schemes))('the %s colours', (_, scheme) => {
  const of = (name: string) => scheme.get(name) ?? '';

  it.each(TEXT)('%s on %s can be read (AA, 4.5:1)', (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(MARKS)('%s on %s can be seen (3:1)', (mark, ground) => {
    expect(contrast(of(mark), of(ground))).toBeGreaterThanOrEqual(3);
  });
});
