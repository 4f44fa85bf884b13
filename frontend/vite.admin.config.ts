import locales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';
import { mockShop } from './mock/plugin.ts';
import { siteBuild } from './siteBuild.ts';

/** The back office, at /admin/ of the shop's site: `npm run dev:admin`, with or without SHOP_ORIGIN as the storefront. */
export default defineConfig(({ mode }) => {
  const origin = loadEnv(mode, '.', 'SHOP_').SHOP_ORIGIN;
  const { plugin, alias, build } = siteBuild(mode);
  return {
    root: 'admin',
    base: '/admin/',
    publicDir: false,
    plugins: [
      // What React Aria says itself, in the back office's languages alone.
      { ...locales.vite({ locales: ['en-US', 'de-DE', 'ar-AE'] }), enforce: 'pre' as const },
      react(),
      plugin,
      ...(origin ? [] : [mockShop()]),
    ],
    server: {
      port: 5174,
      proxy: origin
        ? Object.fromEntries(['/api', '/media', '/config.json'].map((path) => [path, origin]))
        : undefined,
    },
    resolve: { alias },
    build: { outDir: '../dist/admin', emptyOutDir: true, ...build },
  };
});
