import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LEAST, sample, worst, COLOURS } from './colours';
import { LANGUAGES, LETTERS } from './letters';

const service = (file: string) => readFileSync(`../${file}`, 'utf8');

describe('what the page knows of the content service', () => {
  it('is its grounds and its least contrast', () => {
    const theirs = service('functions/content/content/domain/colours.py');
    const mine = readFileSync('admin/pages/content/colours.ts', 'utf8');
    const hexes = (text: string) => [...new Set(text.match(/"#[0-9a-f]{6}"/g))].sort();
    const unlike = hexes(theirs.replace(/_BLACK.*/, '').replace(/""".*?"""/gs, ''));
    expect(hexes(mine.replaceAll("'", '"'))).toEqual(unlike);
    expect(theirs).toContain(`LEAST = ${LEAST}`);
  });

  it('is its letters, their placeholders and its languages', () => {
    const theirs = service('layers/core/souk/shop/letters.py');
    const named = [...theirs.matchAll(/"(\w+)": _(SHOP|ORDER)/g)];
    expect(Object.fromEntries(named.map(([, name, about]) => [name, about === 'ORDER']))).toEqual(LETTERS);
    const [, languages = ''] =
      /LANGUAGES = \((.*)\)/.exec(service('functions/content/content/domain/kinds.py')) ?? [];
    expect(languages.split(', ').map((one) => one.replaceAll('"', ''))).toEqual([...LANGUAGES]);
  });
});

describe('contrast', () => {
  it('is the least of all places where text stands with the colour', () => {
    expect(worst('primary', '#7a1f3d')).toBeGreaterThan(LEAST);
    expect(worst('primary', '#c08040')).toBeLessThan(LEAST);
    expect(worst('night', '#000000')).toBeCloseTo(14.4, 0);
    for (const name of COLOURS) expect(sample(name, '#123456')).toContain('#123456');
  });
});
