// Fails when the JavaScript that the home page needs to show itself outgrows its budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 90_000;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** The chunk with everything it imports before it runs. */
function withImports(key, found = new Set()) {
  if (!found.has(key)) {
    found.add(key);
    for (const imported of manifest[key].imports ?? []) withImports(imported, found);
  }
  return found;
}

const chunks = new Set([...withImports('index.html'), ...withImports('src/pages/Home.tsx')]);
const files = [...new Set([...chunks].map((key) => manifest[key].file))];
const sizes = files.map((file) => [file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);

for (const [file, size] of sizes.sort((a, b) => b[1] - a[1]))
  console.log(`${String(size).padStart(7)}  ${file}`);
console.log(`${String(total).padStart(7)}  in all, gzipped (budget ${BUDGET})`);
if (total > BUDGET) {
  console.error('The home page loads too much JavaScript.');
  process.exit(1);
}
