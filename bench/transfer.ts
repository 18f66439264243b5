// A pretrained network and a head on pictures, from files to test accuracy.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openData } from '../src/data/sources/open.ts';
import { recipe } from '../src/recipe/schema.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { openBackbone } from '../src/serve/backboneFile.ts';
import { sensibleRecipe } from '../src/study/baseline.ts';
import { scoreRaw } from '../src/train/evaluate.ts';
import { fit } from '../src/train/fit.ts';
import { predict } from '../src/train/model.ts';

export const title = 'A frozen MobileNet and a linear head on 12 kinds of flowers: accuracy and seconds';

const shared = (path: string): string => fileURLToPath(new URL(`../../shared/data/${path}`, import.meta.url));

/** `[--json] [network.onnx] [folder of pictures with train/ and test/]` */
export async function run(args: readonly string[]): Promise<void> {
  const [
    file = shared('models/mobilenet_v1_pw12_w8.onnx'),
    folder = shared('images/oxford-flowers-12-128px'),
  ] = args.filter((arg) => arg !== '--json');
  for (const path of [file, folder])
    if (!existsSync(path)) {
      console.log(
        `transfer: ${path} is not there; nothing is measured. Give a network and a folder of pictures.`,
      );
      return;
    }
  const cache = mkdtempSync(join(tmpdir(), 'hibiscus-transfer-'));
  let last = performance.now();
  const lap = (): number => {
    const seconds = (performance.now() - last) / 1000;
    last = performance.now();
    return seconds;
  };
  try {
    const backbone = await openBackbone(file);
    const { input } = backbone.description;
    const data = await openData(folder, { imageSize: input, channels: backbone.backbone.channels as 1 | 3 });
    const readSeconds = lap();
    const train = await backbone.extract(data.train, { cache });
    const test = await backbone.extract(data.test!, { cache });
    const extractSeconds = lap();
    await backbone.extract(data.train, { cache });
    await backbone.extract(data.test!, { cache });
    const cachedSeconds = lap();
    const runtime = nodeRuntime();
    const accuracies: number[] = [];
    for (const seed of [0, 1, 2]) {
      const { model } = await fit({ train }, recipe({ ...sensibleRecipe(train), seed }), { runtime });
      const predicted = await predict(model, test.features, test.size, runtime);
      accuracies.push(scoreRaw(predicted, test, model.preparation.target).accuracy!);
    }
    const trainSeconds = lap() / accuracies.length;
    await backbone.close();
    const result = {
      pictures: train.size + test.size,
      features: backbone.width,
      accuracies,
      readSeconds,
      extractSeconds,
      cachedSeconds,
      trainSeconds,
      totalSeconds: readSeconds + extractSeconds + trainSeconds,
    };
    if (args.includes('--json')) return void console.log(JSON.stringify(result, null, 2));
    const text = (seconds: number) => `${seconds.toFixed(1)} s`;
    console.log(`${result.pictures} pictures, ${result.features} features each`);
    console.log(`  test accuracy  ${accuracies.map((value) => value.toFixed(4)).join(', ')} (seeds 0, 1, 2)`);
    console.log(`  reading        ${text(readSeconds)}`);
    console.log(`  features       ${text(extractSeconds)} (from the cache ${text(cachedSeconds)})`);
    console.log(`  training       ${text(trainSeconds)} a head`);
    console.log(`  together       ${text(result.totalSeconds)}`);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}
