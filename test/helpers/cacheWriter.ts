// Adds translations to a cache until it is killed: node --import tsx cacheWriter.ts <folder> <name> [chunks]
import { openTranslationCache } from '../../src/translate/translationCache.ts';

const [folder, name, chunks = 'Infinity'] = process.argv.slice(2);
const cache = await openTranslationCache(folder, { identity: 'writer', from: 'en', to: 'es' });
process.stdout.write('open\n');
for (let chunk = 0; chunk < Number(chunks); chunk++)
  await cache.add(
    new Map(
      Array.from({ length: 500 }, (_, i) => [
        `${name} ${chunk} ${i}`,
        `translation of ${name} ${chunk} ${i} ${'.'.repeat(200)}`,
      ]),
    ),
  );
