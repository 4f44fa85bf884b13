import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const PHYSICAL =
  /(^|[\s;{])((margin|padding|border|inset)-(left|right|top|bottom)|(left|right|top|bottom|width|height|(min|max)-(width|height)))\s*:|text-align:\s*(left|right)|float:/m;

const files = readdirSync('admin', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.css'),
);
const read = (file: string) => readFileSync(`admin/${file}`, 'utf8');

describe('the styles of the back office', () => {
  it.each(files)('%s: name no side, so that they turn with the text', (file) => {
    expect(PHYSICAL.exec(read(file))?.[0]).toBeUndefined();
  });

  it.each(files)('%s: has no colour of its own but paper, ink and shade', (file) => {
    const colours = read(file).match(/#[0-9a-f]{3,8}\b/g) ?? [];
    expect(colours.filter((colour) => !['#fff', '#000'].includes(colour))).toEqual([]);
  });
});
