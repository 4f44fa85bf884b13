import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';
import { mockShop } from './mock/plugin.ts';
import { siteBuild } from './siteBuild.ts';

/**
 * `npm run dev` shows the pages against the in-memory mock shop (mock/). `SHOP_ORIGIN=http://localhost:8080 npm run dev`
 * shows them against a running shop instead.
 */
export default defineConfig(({ mode }) => {
  // What tests read of prices and dates must not depend on whose machine they run on.
  if (mode === 'test') Object.assign(process.env, { LC_ALL: 'en_US.UTF-8', TZ: 'UTC' });
  const origin = loadEnv(mode, '.', 'SHOP_').SHOP_ORIGIN;
  const forwarded = ['/api', '/media', '/config.json'];
  const { plugin, alias, build } = siteBuild(mode);
  return {
    plugins: [react(), plugin, ...(origin || mode === 'test' ? [] : [mockShop()])],
    server: { proxy: origin ? Object.fromEntries(forwarded.map((path) => [path, origin])) : undefined },
    resolve: { alias },
    build,
    test: {
      environment: 'jsdom',
      // Of two processors one would be left idle.
      maxWorkers: Math.max(2, availableParallelism() - 1),
      globals: true,
      setupFiles: 'src/test/setup.ts',
      restoreMocks: true,
      testTimeout: 30_000,
      hookTimeout: 30_000,
      css: { modules: { classNameStrategy: 'non-scoped' } },
    },
  };
});
