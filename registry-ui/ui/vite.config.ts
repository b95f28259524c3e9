import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { fixtures } from './dev/plugin.ts';

// `npm run dev` answers the API from dev/fixtures.ts, or from a running Tally: TALLY_URL=http://localhost:8080.
const backend = process.env.TALLY_URL;

export default defineConfig({
  plugins: [react(), ...(backend ? [] : [fixtures()])],
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // The CSP has no `data:` for scripts and fonts, and small assets are cheap over one connection.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: backend
    ? { proxy: { '/api': backend, '/render': backend, '/openapi.yaml': backend } }
    : {},
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'dev/**/*.test.ts'] } },
      {
        test: {
          name: 'browser',
          include: ['browser/**/*.test.ts'],
          // It is told on a Tally of its own, which ReviewBrowserTest starts.
          exclude: backend ? [] : ['browser/story.test.ts'],
          globalSetup: ['browser/server.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
