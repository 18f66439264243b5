import { defaultClientConditions, defineConfig } from 'vite';

/** One config for all pages: `scripts/build.js` names the folder of each as its root. */
export default defineConfig({
  // Relative, so that the files work in any folder of any web host.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The build of onnxruntime-web that loads its glue code from a file, as the wasm itself.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: { target: 'es2022', modulePreload: { polyfill: false } },
  logLevel: 'warn',
});
