import { createHash, type Hash } from 'node:crypto';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { nllbCode, nllbLanguages } from './languages.ts';
import { asLine, hasPair, requirePair, type Translator } from './translator.ts';
import { primaryLanguage } from '../text/tokenizer.ts';
import { InterruptedError, OptionError, RunError } from '../util/errors.ts';

export interface TransformersOptions {
  /**
   * Where the models lie: a folder with one model a direction in folders such as `opus-mt-en-es`, one such folder, or
   * the folder of an NLLB model, which has all directions.
   */
  readonly folder: string;
  /** Whether what is missing may be fetched from the Hugging Face hub. Default false. */
  readonly allowRemote?: boolean;
  /** Most tokens of a translation. Default 512. */
  readonly maxTokens?: number;
}

/** How to get it, for messages. */
export const transformersHelp =
  'Install the package: npm install @huggingface/transformers@4.3.1; and put a model with its ONNX files into a folder, ' +
  'such as those of Xenova/opus-mt-en-es and Xenova/opus-mt-es-en (hf download Xenova/opus-mt-en-es ' +
  '--local-dir models/opus-mt-en-es), or of Xenova/nllb-200-distilled-600M; then name it: transformers:models.';

/** What is used of `@huggingface/transformers`, which people install who want it. */
interface Package {
  readonly env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string };
  pipeline(task: 'translation', model: string, options: object): Promise<Pipeline>;
}

interface Pipeline {
  (texts: readonly string[], options: object): Promise<unknown>;
  dispose?(): Promise<unknown>;
}

/** A variable, so that the compiler does not ask for a package that need not be there. */
const packageName: string = '@huggingface/transformers';

/** Forms of the weights as files are named, best first: whole, 16 bits, 8 bits. */
const forms: readonly (readonly [dtype: string, suffix: string])[] = [
  ['fp32', ''],
  ['fp16', '_fp16'],
  ['q8', '_quantized'],
];

/** One model: where it lies, and in which form. */
interface Model {
  readonly path: string;
  readonly dtype: string;
  /** Of its files: what identifies it. */
  readonly digest: string;
}

/**
 * Translation models that run here: Opus-MT, one a direction, or NLLB, one for all, by Transformers.js.
 *
 * The package is an optional peer; nothing is fetched unless told. The best form of the weights that lies there is taken.
 *
 * @param options.folder Of models. @param options.allowRemote Default false. @param options.maxTokens Default 512.
 * @throws {OptionError} the package is not installed, or the folder holds no model.
 * @example await transformers({ folder: 'models' })
 * @see Tiedemann and Thottingal 2020, EAMT; NLLB Team 2022, arXiv:2207.04672.
 */
export async function transformers(options: TransformersOptions): Promise<Translator> {
  const { allowRemote = false, maxTokens = 512 } = options;
  const folder = resolve(options.folder);
  const { opus, nllb } = await modelsIn(folder);
  if (opus.size === 0 && !nllb)
    throw new OptionError(
      `transformers: the folder must hold a translation model: opus-mt-<from>-<to>/config.json, or config.json of an ` +
        `NLLB model, each with onnx/encoder_model.onnx (or _fp16, _quantized). Received "${options.folder}". ${transformersHelp}`,
    );
  const library = await loaded();
  const pairs = nllb
    ? nllbLanguages.flatMap((from) =>
        nllbLanguages.filter((to) => to !== from).map((to) => [from, to] as const),
      )
    : [...opus.keys()].map((direction) => direction.split(' ') as [string, string]);
  const modelOf = (from: string, to: string) => nllb ?? opus.get(`${from} ${to}`);
  const name = 'transformers';
  const hint = `Put the model opus-mt-<from>-<to> into ${options.folder}. ${transformersHelp}`;
  const supports = hasPair(pairs);
  const pipelines = new Map<string, Promise<Pipeline>>();
  const pipelineOf = (model: Model): Promise<Pipeline> => {
    const load = () => {
      library.env.allowRemoteModels = allowRemote;
      library.env.allowLocalModels = true;
      library.env.localModelPath = dirname(model.path);
      return library
        .pipeline('translation', basename(model.path), { dtype: model.dtype, device: 'cpu' })
        .catch((error: Error) => {
          throw new RunError(
            `transformers: the model in ${model.path} must load. It said: ${asLine(error.message).slice(0, 300)}. ` +
              'Look whether the files of its repository are all there.',
            { cause: error },
          );
        });
    };
    const known = pipelines.get(model.path) ?? load();
    pipelines.set(model.path, known);
    return known;
  };

  return {
    name,
    pairs,
    chunk: 16,
    hint,
    supports,
    identity(from, to) {
      const model = modelOf(from, to);
      return `transformers ${model && `${basename(model.path)} ${model.dtype} ${model.digest}`} greedy ${maxTokens}`;
    },
    estimate: () => ({}),
    async translate(texts, from, to, signal) {
      requirePair({ name, pairs, hint, supports }, from, to);
      if (signal?.aborted) throw interrupted();
      const lines = texts.map(asLine);
      const asked = lines.flatMap((line, i) => (line === '' ? [] : [i]));
      const results = [...lines];
      if (asked.length === 0) return results;
      const translate = await pipelineOf(modelOf(from, to)!);
      const answers = await translate(
        asked.map((i) => lines[i]!),
        {
          max_new_tokens: maxTokens,
          num_beams: 1,
          do_sample: false,
          ...(nllb && { src_lang: nllbCode(from), tgt_lang: nllbCode(to) }),
        },
      ).catch((error: Error) => {
        throw new RunError(
          `transformers: ${from} → ${to} failed: ${asLine(error.message).slice(0, 300)}. ` +
            'What was translated before is kept; run the command again to go on.',
          { cause: error },
        );
      });
      // The library cannot be stopped in the middle.
      if (signal?.aborted) throw interrupted();
      const found = Array.isArray(answers) ? (answers as { translation_text?: unknown }[]) : [];
      if (found.length !== asked.length)
        throw new RunError(
          `transformers: must answer ${asked.length} texts with as many. Received ${found.length}. ` +
            'Use @huggingface/transformers 4.3.1.',
        );
      found.forEach(({ translation_text: text }, k) => {
        results[asked[k]!] = typeof text === 'string' ? asLine(text) : '';
      });
      return results;
    },
    async close() {
      const loaded = [...pipelines.values()];
      pipelines.clear();
      for (const pipeline of loaded) await (await pipeline.catch(() => undefined))?.dispose?.();
    },
  };
}

async function loaded(): Promise<Package> {
  try {
    return (await import(packageName)) as Package;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new OptionError(
      `transformers: the package @huggingface/transformers must be installed. Importing it failed ` +
        `(${code ?? asLine(message).slice(0, 200)}). ${transformersHelp}`,
      { cause: error },
    );
  }
}

/** The models of a folder: one a direction, or one for all. */
async function modelsIn(
  folder: string,
): Promise<{ readonly opus: Map<string, Model>; readonly nllb?: Model }> {
  const opus = new Map<string, Model>();
  const config = await configOf(folder);
  if (config !== undefined) {
    const model = await modelAt(folder);
    if (!model) return { opus };
    // M2M100 and NLLB have one type; their tokenizers differ.
    const tokenizer = await readFile(join(folder, 'tokenizer_config.json'), 'utf8').catch(() => '');
    if (config === 'm2m_100' && tokenizer.includes('Nllb')) return { opus, nllb: model };
    const direction = directionOf(basename(folder));
    if (direction !== undefined) opus.set(direction, model);
    return { opus };
  }
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    const direction = directionOf(name);
    if (direction === undefined || (await configOf(join(folder, name))) === undefined) continue;
    const model = await modelAt(join(folder, name));
    if (model) opus.set(direction, model);
  }
  return { opus };
}

/** `en es` of `opus-mt-en-es`. */
function directionOf(name: string): string | undefined {
  const [, from, to] = /^opus-mt-([a-z]{2,3})-([a-z]{2,3})$/i.exec(name) ?? [];
  return from && to ? `${primaryLanguage(from)} ${primaryLanguage(to)}` : undefined;
}

/** The `model_type` of a model folder; undefined where it is none. */
async function configOf(folder: string): Promise<string | undefined> {
  try {
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as {
      model_type?: unknown;
    };
    return String(config.model_type);
  } catch {
    return undefined;
  }
}

async function modelAt(path: string): Promise<Model | undefined> {
  for (const [dtype, suffix] of forms) {
    const found = await stat(join(path, 'onnx', `encoder_model${suffix}.onnx`)).catch(() => undefined);
    if (!found) continue;
    const hash = createHash('sha256');
    for (const name of ['config.json', 'generation_config.json'])
      hash.update(await readFile(join(path, name)).catch(() => ''));
    for (const name of (await readdir(join(path, 'onnx'))).sort())
      await hashTail(hash, join(path, 'onnx', name));
    return { path, dtype, digest: hash.digest('hex').slice(0, 16) };
  }
  return undefined;
}

/** Adds the name, the size and the end of a file, where weights are: reading all of a model takes seconds. */
async function hashTail(hash: Hash, path: string): Promise<void> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, 2 ** 18));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length);
    hash.update(`${basename(path)} ${size}\n`).update(bytes.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

const interrupted = () =>
  new InterruptedError(
    'the translation was interrupted. What was translated is kept; run it again to go on.',
  );
