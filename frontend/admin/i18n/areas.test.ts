import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import AREAS from '../pages/areas.json';

const COMMON = ['frame', 'patterns'];
const areaOf = new Map<string, string>();
for (const file of readdirSync('admin/i18n/messages/en')) {
  const messages = JSON.parse(readFileSync(`admin/i18n/messages/en/${file}`, 'utf8')) as object;
  for (const key of Object.keys(messages)) areaOf.set(key, file.replace('.json', ''));
}

/** The areas whose messages the sources of a folder name. */
function said(folder: string): Set<string> {
  const files = readdirSync(`admin/${folder}`).filter((name) => /(?<!\.test)\.tsx?$/.test(name));
  const sources = files.map((name) =>
    readFileSync(`admin/${folder}/${name}`, 'utf8').replaceAll(/\/\*.*?\*\//gs, ''),
  );
  const keys = sources.flatMap((source) => source.match(/(?<=['"`])[A-Za-z]+(?:\.\w+)+(?=['"`])/g) ?? []);
  return new Set(keys.flatMap((key) => areaOf.get(key) ?? []));
}

describe('the messages that come with a page', () => {
  it.each(Object.entries(AREAS))('of %s are those that it says', (folder, areas) => {
    const missing = [...said(`pages/${folder}`)].filter((area) => ![...COMMON, ...areas].includes(area));
    expect(missing).toEqual([]);
  });

  it.each(['frame', 'patterns', 'ui', '.'])('of %s are there from the start', (folder) => {
    expect([...said(folder)].filter((area) => !COMMON.includes(area))).toEqual([]);
  });

  it('are those that the navigation and the palette say, too', () => {
    expect([...said('pages')].filter((area) => !COMMON.includes(area))).toEqual([]);
  });
});
