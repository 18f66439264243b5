import { apertium, apertiumHelp } from './apertium.ts';
import { libreTranslate, libreTranslateHelp } from './libreTranslate.ts';
import { transformers, transformersHelp } from './transformers.ts';
import type { Translator } from './translator.ts';
import { nearest, OptionError } from '../util/errors.ts';

interface Engine {
  /** What stands after the colon; null where nothing does. */
  readonly argument: string | null;
  readonly help: string;
  open(argument: string): Promise<Translator>;
}

const engines: Readonly<Record<string, Engine>> = {
  apertium: { argument: null, help: apertiumHelp, open: () => apertium() },
  libretranslate: {
    argument: 'http://localhost:5000',
    help: libreTranslateHelp,
    open: (url) => libreTranslate({ url }),
  },
  transformers: {
    argument: 'models',
    help: transformersHelp,
    open: (folder) => transformers({ folder }),
  },
};

/** How each engine is named on the command line. */
export const translatorForms: readonly string[] = Object.entries(engines).map(([name, { argument }]) =>
  argument === null ? name : `${name}:${argument}`,
);

/** How to get each of the engines, a line each. */
export const translatorHelp: string = Object.entries(engines)
  .map(([name, { help }]) => `  ${name}: ${help}`)
  .join('\n');

/**
 * Opens the engine that a command line names.
 *
 * @param spec `apertium`, `libretranslate:<url>` or `transformers:<folder>`.
 * @throws {OptionError} no such engine, or it is not set up: the message says how to get it.
 * @example await openTranslator('libretranslate:http://localhost:5000')
 */
export async function openTranslator(spec: string): Promise<Translator> {
  const colon = spec.indexOf(':');
  const name = (colon < 0 ? spec : spec.slice(0, colon)).trim().toLowerCase();
  const argument = colon < 0 ? '' : spec.slice(colon + 1).trim();
  const engine = Object.hasOwn(engines, name) ? engines[name] : undefined;
  if (!engine) {
    const near = nearest(name, Object.keys(engines));
    throw new OptionError(
      `translator: must be ${translatorForms.join(', ')}. Received "${spec}".` +
        `${near ? ` Did you mean ${near}?` : ''} How to get one:\n${translatorHelp}`,
    );
  }
  if ((engine.argument === null) !== (argument === ''))
    throw new OptionError(
      engine.argument === null
        ? `translator: ${name} takes nothing after its name. Received "${spec}". Write ${name}.`
        : `translator: ${name} must be followed by a colon and ${name === 'transformers' ? 'a folder' : 'an address'}, ` +
            `such as ${name}:${engine.argument}. Received "${spec}". ${engine.help}`,
    );
  return engine.open(argument);
}
