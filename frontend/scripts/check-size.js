// Fails when the JavaScript that a page needs to show itself outgrows its budget: the storefront's home page, and each
// page of the back office with the largest of its languages.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const SHOP = 90_000;
const OFFICE = 200_000;

/** A build's chunks by their source, with what each loads before it runs and how much of that there is. */
function built(folder) {
  const dist = new URL(folder, import.meta.url);
  const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
  const sizes = new Map();
  const size = (file) => {
    if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length);
    return sizes.get(file);
  };
  const withImports = (key, found = new Set()) => {
    if (!found.has(key)) {
      found.add(key);
      for (const imported of manifest[key].imports ?? []) withImports(imported, found);
    }
    return found;
  };
  return {
    sources: Object.keys(manifest),
    files: (keys) => {
      const chunks = new Set(keys.flatMap((key) => [...withImports(key)]));
      const files = [...new Set([...chunks].map((key) => manifest[key].file))];
      return files.map((file) => [file, size(file)]).sort((a, b) => b[1] - a[1]);
    },
  };
}

const sum = (files) => files.reduce((total, [, size]) => total + size, 0);
const tooLarge = [];

function check(name, total, budget) {
  console.log(`${String(total).padStart(7)}  ${name}, gzipped (budget ${budget})`);
  if (total > budget) tooLarge.push(name);
}

const shop = built('../dist/');
const home = shop.files(['index.html', 'src/pages/Home.tsx']);
for (const [file, size] of home) console.log(`${String(size).padStart(7)}  ${file}`);
check('the home page in all', sum(home), SHOP);

const office = built('../dist/admin/');
const languages = [
  ...new Set(office.sources.map((source) => /^i18n\/messages\/(\w\w)\//.exec(source)?.[1])),
].filter(Boolean);
const pages = office.sources.filter((source) => /^pages\/.+\.tsx$/.test(source));
if (languages.length === 0 || pages.length === 0) throw new Error('the back office has no pages');
const areas = JSON.parse(readFileSync(new URL('../admin/pages/areas.json', import.meta.url), 'utf8'));
for (const page of pages) {
  const said = ['frame', 'patterns', ...areas[page.split('/')[1]]];
  const totals = languages.map((language) =>
    sum(office.files(['index.html', page, ...said.map((area) => `i18n/messages/${language}/${area}.json`)])),
  );
  check(`back office, ${page}`, Math.max(...totals), OFFICE);
}

if (tooLarge.length > 0) {
  console.error(`Too much JavaScript: ${tooLarge.join(', ')}.`);
  process.exit(1);
}
