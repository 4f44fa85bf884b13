import locales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv, type Plugin } from 'vite';
import { mockShop } from './mock/plugin.ts';

/** The files that every page has before it begins: its entry and what that imports, which no page has to preload. */
const begun = new Set<string>();

function rememberBegun(): Plugin {
  return {
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
}

/** The back office, at /admin/ of the shop's site: `npm run dev:admin`, with or without SHOP_ORIGIN as the storefront. */
export default defineConfig(({ mode }) => {
  const origin = loadEnv(mode, '.', 'SHOP_').SHOP_ORIGIN;
  return {
    root: 'admin',
    base: '/admin/',
    publicDir: false,
    plugins: [
      // What React Aria says itself, in the back office's languages alone.
      { ...locales.vite({ locales: ['en-US', 'de-DE', 'ar-AE'] }), enforce: 'pre' as const },
      react(),
      rememberBegun(),
      ...(origin ? [] : [mockShop()]),
    ],
    server: {
      port: 5174,
      proxy: origin
        ? Object.fromEntries(['/api', '/media', '/config.json'].map((path) => [path, origin]))
        : undefined,
    },
    // No asset is inlined: the site's content security policy takes fonts and pictures from files only.
    build: {
      outDir: '../dist/admin',
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      // Every page's entry lists the files of all pages: their names are no longer than needed to tell them apart.
      rolldownOptions: { output: { chunkFileNames: 'assets/c-[hash].js' } },
      modulePreload: {
        polyfill: false,
        resolveDependencies: (_, files) => files.filter((file) => !begun.has(file)),
      },
    },
  };
});
