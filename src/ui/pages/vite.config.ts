import { defineConfig } from 'vite';

/** One config for all pages: `scripts/build.js` names the folder of each as its root. */
export default defineConfig({
  // Relative, so that the files work in any folder of any web host.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2022', modulePreload: { polyfill: false } },
  logLevel: 'warn',
});
