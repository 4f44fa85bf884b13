/** What the builds of both sites have in common to keep what their pages load small. */
import { fileURLToPath } from 'node:url';
import type { BuildEnvironmentOptions, Plugin } from 'vite';

// The package's own entry has its checks for developers; the one without them has no name of its own.
const ROUTER = fileURLToPath(
  new URL('dist/production/index.mjs', import.meta.resolve('react-router/package.json')),
);

export function siteBuild(mode: string): {
  plugin: Plugin;
  alias: Record<string, string>;
  build: BuildEnvironmentOptions;
} {
  // The files that every page has before it begins, which none has to preload: the entry and what that imports.
  const begun = new Set<string>();
  const plugin: Plugin = {
    name: 'remember-begun',
    enforce: 'pre',
    generateBundle(_, bundle) {
      const add = (file: string) => {
        const chunk = bundle[file];
        if (chunk?.type !== 'chunk' || begun.has(file)) return;
        for (const style of chunk.viteMetadata?.importedCss ?? []) begun.add(style);
        begun.add(file);
        chunk.imports.forEach(add);
      };
      for (const [file, chunk] of Object.entries(bundle))
        if (chunk.type === 'chunk' && chunk.isEntry) add(file);
    },
  };
  const build: BuildEnvironmentOptions = {
    target: 'es2022',
    // No asset is inlined: the site's content security policy takes fonts and pictures from files only.
    assetsInlineLimit: 0,
    // The entry lists the files of all pages: their names are no longer than needed to tell them apart.
    rolldownOptions: { output: { chunkFileNames: 'assets/c-[hash].js' } },
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_, files) => files.filter((file) => !begun.has(file)),
    },
  };
  return { plugin, alias: mode === 'production' ? { 'react-router': ROUTER } : {}, build };
}
