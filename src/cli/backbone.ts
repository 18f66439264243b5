import { onInterrupt } from './interrupt.ts';
import { openParts } from './openParts.ts';
import type { BackboneFlags } from './backboneOptions.ts';
import type { DataFlags, TextFlags } from './options.ts';
import type { Progress } from './terminal.ts';
import type { BackboneDescription, Dataset } from '../data/dataset.ts';
import { defaultCacheFolder } from '../data/sources/featureCache.ts';
import type { OpenedData } from '../data/sources/open.ts';
import type { Recipe } from '../recipe/schema.ts';
import { openBackbone, type BackboneFile } from '../serve/backboneFile.ts';
import { OptionError } from '../util/errors.ts';

/** Data and, where one is asked for, the pretrained network that it goes through. */
export interface OpenedWithBackbone {
  readonly opened: OpenedData;
  readonly backbone?: BackboneFile;
}

/**
 * Opens data; with a backbone, pictures at its size, and, where it is frozen, as its features.
 *
 * @param look What is done with the data as they were read, before they become features.
 * @param given The recipe that was brought, whose backbone must be the file given.
 * @throws {OptionError} a backbone option without a backbone, a recipe with one and no file, or another file.
 */
export async function openWithBackbone(
  path: string,
  flags: DataFlags & TextFlags & BackboneFlags & { readonly seed?: number },
  given: Recipe | undefined,
  progress: Progress,
  look: (opened: OpenedData) => OpenedData = (opened) => opened,
): Promise<OpenedWithBackbone> {
  const wanted = given?.backbone ?? undefined;
  if (flags.backbone === undefined) {
    checkNoOptions(flags);
    if (wanted)
      throw new OptionError(
        `--recipe: it has the backbone ${wanted.file}. Add --backbone with the path of that file (sha256 ${wanted.sha256.slice(0, 12)}…).`,
      );
    return { opened: look(await openParts(path, flags, progress)) };
  }
  if (flags.imageSize || flags.channels)
    throw new OptionError(
      `--${flags.imageSize ? 'image-size' : 'channels'}: the backbone sets it. Leave it out, or use --backbone-input.`,
    );
  const backbone = await openBackbone(flags.backbone, optionsOf(flags, wanted));
  try {
    const { description } = backbone;
    if (wanted && wanted.sha256 !== description.sha256)
      throw new OptionError(
        `--backbone: ${flags.backbone} must be the network of the recipe, ${wanted.file} with sha256 ${wanted.sha256}. ` +
          `Received one with sha256 ${description.sha256}.`,
      );
    const channels = backbone.backbone.channels as 1 | 3;
    const opened = look(
      await openParts(path, { ...flags, imageSize: description.input, channels }, progress),
    );
    if (description.trainable !== false) return { opened, backbone };
    return { opened: await extractParts(opened, backbone, flags, progress), backbone };
  } catch (error) {
    await backbone.close();
    throw error;
  }
}

function checkNoOptions(flags: BackboneFlags): void {
  const names = {
    backboneInput: '--backbone-input',
    backboneRange: '--backbone-range',
    backboneCut: '--backbone-cut',
    backboneTrain: '--backbone-train',
  } as const;
  for (const [key, name] of Object.entries(names))
    if (flags[key as keyof typeof names] !== undefined)
      throw new OptionError(`${name}: is for a pretrained network. Add --backbone <file>, or leave it out.`);
}

/** The flags over what the recipe says. */
function optionsOf(flags: BackboneFlags, wanted: BackboneDescription | undefined) {
  const { backboneInput, backboneRange, backboneCut, backboneTrain } = flags;
  return {
    ...(wanted && {
      input: wanted.input,
      mean: wanted.mean,
      deviation: wanted.deviation,
      cut: wanted.cut,
      trainable: wanted.trainable,
    }),
    ...(backboneInput && { input: backboneInput }),
    ...backboneRange,
    ...(backboneCut !== undefined && { cut: backboneCut }),
    ...(backboneTrain !== undefined && { trainable: backboneTrain }),
  };
}

/** All parts as features, with progress, until Ctrl-C. */
async function extractParts(
  opened: OpenedData,
  backbone: BackboneFile,
  { cache }: BackboneFlags,
  progress: Progress,
): Promise<OpenedData> {
  const folder = cache === false ? undefined : typeof cache === 'string' ? cache : defaultCacheFolder();
  const { signal, release } = onInterrupt(() => {});
  const total = [opened.train, opened.validation, opened.test].reduce((n, part) => n + (part?.size ?? 0), 0);
  const began = performance.now();
  let [before, known, freshBefore] = [0, 0, 0];
  const extract = async (part: Dataset): Promise<Dataset> => {
    let cachedHere = 0;
    const features = await backbone.extract(part, {
      ...(folder !== undefined && { cache: folder }),
      signal,
      onNote: (text) => progress.say(`  note: ${text}`),
      onProgress(done, _, cached) {
        cachedHere = cached;
        const seconds = (performance.now() - began) / 1000;
        const fresh = freshBefore + done - cached;
        // Quick work needs no words.
        if (seconds < 2 || fresh === 0) return;
        const left = (seconds / fresh) * (total - before - done);
        progress.show(`Features ${before + done}/${total}, about ${Math.ceil(left)} s left`);
      },
    });
    before += part.size;
    known += cachedHere;
    freshBefore += part.size - cachedHere;
    return features;
  };
  try {
    const train = await extract(opened.train);
    const validation = opened.validation && (await extract(opened.validation));
    const test = opened.test && (await extract(opened.test));
    progress.clear();
    progress.say(
      `Backbone: ${backbone.description.file}, ${backbone.width} features of each of ${total} pictures` +
        `${known > 0 ? ` (${known} from the cache)` : ''}.`,
    );
    return { ...opened, train, ...(validation && { validation }), ...(test && { test }) };
  } finally {
    progress.clear();
    release();
  }
}
