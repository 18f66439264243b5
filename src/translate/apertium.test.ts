import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { apertium } from './apertium.ts';
import { asLine } from './translator.ts';
import {
  apertiumSkipped,
  bytesWritten,
  hasApertium,
  processDuring,
  waitForProcess,
} from '../../test/helpers/apertium.ts';
import { InterruptedError, OptionError, RunError } from '../util/errors.ts';

// A folder of its own for what is only there for a while: other tests translate at the same time.
const { TMPDIR } = process.env;
const temporary = mkdtempSync(join(tmpdir(), 'hibiscus-test-'));
process.env.TMPDIR = temporary;
afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(temporary, { recursive: true });
});

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('hibiscus-apertium-'));
const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => `the dog ${i} eats ${i % 7} apples`);

describe.skipIf(!hasApertium)(`Apertium${apertiumSkipped}`, () => {
  test('translates, and names its pairs by their short codes', async () => {
    const engine = await apertium();
    expect(engine.pairs).toContainEqual(['en', 'es']);
    expect([engine.supports('en', 'es'), engine.supports('en', 'en'), engine.supports('xx', 'es')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await engine.translate(['The dog is big.', 'the cat'], 'en', 'es')).toEqual([
      'El perro es grande.',
      'El gato',
    ]);
    expect(engine.identity('en', 'es')).toMatch(/^Apertium \d.* eng-spa [0-9a-f]{16}/);
    expect(engine.identity('en', 'es')).not.toBe(engine.identity('es', 'en'));
    const { seconds } = engine.estimate(numbered(1000));
    expect(seconds).toBeGreaterThan(0.2);
    expect(seconds).toBeLessThan(5);
  });

  test('gives back every text that its formats and its stream would eat or reshape', async () => {
    const engine = await apertium();
    const given: [string, string | RegExp][] = [
      ['He said "hello" & <b>&amp;</b>', /"hola" & <b>&amp;<\/b>$/],
      ['[brackets] {zxqv} ^zxqv$ zx/qv\\zx @zxqv', '[Grupo] {zxqv} ^zxqv$ zx/qv\\zx @zxqv'],
      ['[[t:b:1]]dog[[/]]', '[[t:b:1]]perro[[/]]'],
      ['^dog<n><sg>$', '^Perro<n><sg>$'],
      ['<STREAMCMD:SETVAR:x>', '<STREAMCMD:SETVAR:x>'],
      ['zxqv .[] zxqv .[]', 'zxqv .[] zxqv .[]'],
      ['zxqv 😀👍🏽 👨‍👩‍👧', 'zxqv 😀👍🏽 👨‍👩‍👧'],
      ['مرحبا بالعالم', 'مرحبا بالعالم'],
      ['你好', '你好'],
      ['', ''],
      ['   ', ''],
      ['. . .', '. . .'],
      ['*', '*'],
      ['zxqv', 'zxqv'],
      ['a\nnew\r\n\tline', /^[^\n\r\t]+$/],
      ['zxqv\u0000zxqv', 'zxqv zxqv'],
      ['zxqv \uffff zxqv', 'zxqv zxqv'],
      ['it costs 3.14 or 1,000', /3\.14 .* 1,000$/],
      // Without a sentence end these lose their last word; with one that is glued on, "no" is a number.
      ['I am not', 'No soy'],
      ['the world', 'El mundo'],
      ['he said no', 'Dijo no'],
    ];
    const results = await engine.translate(
      given.map(([text]) => text),
      'en',
      'es',
    );
    expect(results).toHaveLength(given.length);
    given.forEach(([text, expected], i) => {
      if (typeof expected === 'string') expect([text, results[i]]).toEqual([text, expected]);
      else expect(results[i]).toMatch(expected);
    });
  });

  test('1,000 texts come back in order, each as if it had been alone', async () => {
    const engine = await apertium();
    const results = await engine.translate(numbered(1000), 'en', 'es');
    results.forEach((text, i) => expect(text).toMatch(new RegExp(`^El perro ${i}\\b.*\\b${i % 7}\\b`)));
    const texts = ['kick the', 'bucket', 'he is', 'not here', 'New', 'York'];
    const together = await engine.translate(texts, 'en', 'es');
    for (const [i, text] of texts.entries())
      expect(await engine.translate([text], 'en', 'es')).toEqual([together[i]]);
  });

  test('any text comes back in its place', async () => {
    const engine = await apertium();
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '[',
        ']',
        '\\',
        '^',
        '$',
        '/',
        '<',
        '>',
        '{',
        '}',
        '@',
        '#',
        '*',
        '+',
        '~',
        '.[]',
        '\0',
        '\n',
        '_',
      ),
      fc.constantFrom(' the dog ', ' not', ' is', 'don’t', ' 12 '),
    );
    const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 60 }), async (texts) => {
        // A word between them that no dictionary has tells where an answer belongs.
        const marked = texts.flatMap((some, i) => [some, `zxqv${i}`]);
        const results = await engine.translate(marked, 'en', 'es');
        expect(results).toHaveLength(marked.length);
        texts.forEach((some, i) => {
          expect(results[2 * i + 1]).toBe(`zxqv${i}`);
          if (asLine(some) === '') expect(results[2 * i]).toBe('');
        });
      }),
      { seed: 5, numRuns: 4 },
    );
  });

  test('a text of 10,000 words and one of 100,000 letters', async () => {
    const engine = await apertium();
    const faces = '😀'.repeat(3001);
    const sentences = `${'the dog '.repeat(200)}is big. ${'the cat '.repeat(200)}is big.`;
    const [cut] = await engine.translate([sentences], 'en', 'es');
    expect(cut).toMatch(/ es grande\. El gato .* es grande\.$/);
    expect(await engine.translate([`x${faces} zxqv`], 'en', 'es')).toEqual([`x${faces} zxqv`]);
    const [long, letters] = await engine.translate(
      ['the dog '.repeat(5000), 'x'.repeat(100_000)],
      'en',
      'es',
    );
    expect(long!.split(' ')).toHaveLength(10_000);
    expect(letters).toBe('x'.repeat(100_000));
  });

  test('a pair that is not installed: which are, and how to get it', async () => {
    const engine = await apertium();
    const failed = engine.translate(['a'], 'en', 'xx');
    await expect(failed).rejects.toThrow(OptionError);
    await expect(failed).rejects.toThrow(/en → xx.*en → es.*apt-get install apertium/);
  });

  test('killed in the middle it says so, and leaves nothing behind', async () => {
    const engine = await apertium();
    const running = engine.translate(numbered(3000), 'en', 'es');
    const failed = expect(running).rejects.toThrow(
      /apertium was ended by SIGKILL after [\d,]+ of 3,000 texts\. What was translated before is kept/,
    );
    const { leader } = await waitForProcess(({ name }) => name.startsWith('apertium-postch'));
    process.kill(leader, 'SIGKILL');
    await failed;
    await expect(running).rejects.toThrow(RunError);
    expect(leftovers()).toEqual([]);
  });

  test('where a part of the pipeline is killed, the texts that it had are asked again', async () => {
    const engine = await apertium();
    const texts = numbered(800);
    const undisturbed = await engine.translate(texts, 'en', 'es');
    // At its start, and after it has handed on some texts: what has come out is kept, and the rest asked again.
    for (const written of [0, 10_000]) {
      let isKilled = false;
      // On a busy machine the process may be gone before it is seen; then it is tried again.
      while (!isKilled) {
        const running = engine.translate(texts, 'en', 'es');
        const found = await processDuring(
          ({ id, name }) => name.startsWith('apertium-interc') && bytesWritten(id) >= written,
          running,
        );
        if (found) process.kill(found.id, 'SIGKILL');
        isKilled = found !== undefined;
        const results = await running;
        expect(results.findIndex((text, i) => text !== undisturbed[i])).toBe(-1);
      }
    }
  });

  test('an aborted signal ends all its processes, at once', async () => {
    const engine = await apertium();
    const controller = new AbortController();
    // Some 40 s of work.
    const running = engine.translate(numbered(20_000), 'en', 'es', controller.signal);
    const failed = expect(running).rejects.toThrow(InterruptedError);
    await waitForProcess(({ name }) => name.startsWith('apertium-postch'));
    const began = performance.now();
    controller.abort();
    await failed;
    expect(performance.now() - began).toBeLessThan(5000);
    expect(leftovers()).toEqual([]);
    await expect(engine.translate(['a'], 'en', 'es', controller.signal)).rejects.toThrow(InterruptedError);
  });
});

test('without the program the message says how to get it', async () => {
  const failed = apertium({ command: 'no-such-apertium' });
  await expect(failed).rejects.toThrow(OptionError);
  await expect(failed).rejects.toThrow(
    /"no-such-apertium" must be installed.*apt-get install apertium apertium-eng-spa/,
  );
});

/** A program in place of Apertium, for what that does not do on demand. */
async function withProgram(script: string, act: (command: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hibiscus-test-'));
  try {
    const command = join(folder, 'apertium');
    const asked = 'case "$1" in -V) echo "Apertium 0";; -l) echo "  eng-spa";;';
    writeFileSync(command, `#!/bin/sh\n${asked} *) ${script};; esac\n`);
    chmodSync(command, 0o755);
    await act(command);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a program that hangs, fails, answers nothing or too much is told', async () => {
  await withProgram('sleep 60', async (command) => {
    const engine = await apertium({ command, idleMs: 300 });
    await expect(engine.translate(['a', 'b'], 'en', 'es')).rejects.toThrow(
      /must answer within 0\.3 s\. Received nothing for that long after 0 of 2 texts/,
    );
  });
  await withProgram('echo no locale >&2; exit 3', async (command) => {
    const engine = await apertium({ command });
    await expect(engine.translate(['a'], 'en', 'es')).rejects.toThrow(/It ended with 3: no locale/);
  });
  await withProgram('exit 0', async (command) => {
    const engine = await apertium({ command });
    await expect(engine.translate(numbered(20), 'en', 'es')).rejects.toThrow(
      /Received nothing for 3 texts in a row/,
    );
  });
  await withProgram('cat /dev/zero', async (command) => {
    const engine = await apertium({ command });
    await expect(engine.translate(['a'], 'en', 'es')).rejects.toThrow(/at most [\d,]+ bytes\. Received more/);
  });
});
