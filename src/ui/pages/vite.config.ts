import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** Leaves out what the fields of a recipe say of themselves: that is the help of the command line, and no page shows it. */
const withoutFieldHelp = (): Plugin => ({
  name: 'without-field-help',
  enforce: 'pre',
  transform: {
    filter: { id: /\/recipe\/\w*[sS]chema\.ts$/ },
    handler: (code) => code.replace(/\.describe\(\s*(['"])(?:(?!\1)[^\\]|\\.)*\1,?\s*\)/g, ''),
  },
});

/** Leaves out the marks of calls without effects, which only bundlers read, and nobody bundles what is bundled. */
const withoutAnnotations = (): Plugin => ({
  name: 'without-annotations',
  enforce: 'post',
  generateBundle(_, bundle) {
    for (const part of Object.values(bundle))
      if (part.type === 'chunk')
        part.code = part.code.replace(/(\w?)\/\* ?@__PURE__ ?\*\/ ?/g, (_all, before: string) =>
          // What a mark kept apart stays apart: `return/* @__PURE__ */ new`.
          before === '' ? '' : `${before} `,
        );
  },
});

/** One config for all pages: `scripts/build.js` names the folder of each as its root. */
export default defineConfig({
  // Relative, so that the files work in any folder of any web host.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The build of onnxruntime-web that loads its glue code from a file, as the wasm itself.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  plugins: [withoutFieldHelp(), withoutAnnotations()],
  worker: { format: 'es', plugins: () => [withoutFieldHelp(), withoutAnnotations()] },
  build: { target: 'es2022', modulePreload: { polyfill: false } },
  logLevel: 'warn',
});
