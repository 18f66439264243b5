/*
 * The program behind `commandLines.ts`: runs `hibiscus` with one list of arguments after another, each through
 * bin/hibiscus.js as a process of its own would, and tells what it wrote and its exit code.
 */
import { setImmediate } from 'node:timers';

const [out, err] = [process.stdout, process.stderr];
// Each command line listens to them.
for (const emitter of [process, out, err]) emitter.setMaxListeners(0);

let [written, said] = ['', ''];
/** @param {(text: string) => void} take */
const keeping = (take) =>
  /** @type {typeof out.write} */ (
    (chunk, ...rest) => {
      take(String(chunk));
      const done = rest.find((one) => typeof one === 'function');
      if (typeof done === 'function') setImmediate(done);
      return true;
    }
  );
out.write = keeping((text) => (written += text));
err.write = keeping((text) => (said += text));

let count = 0;
/** @type {Promise<void>} */
let last = Promise.resolve();
process.on('message', (/** @type {string[]} */ args) => {
  last = last.then(() => run(args));
});

/** @param {string[]} args */
async function run(args) {
  [written, said] = ['', ''];
  process.exitCode = undefined;
  process.argv.splice(2, Infinity, ...args);
  // Under a name of its own each time, else it would not run again; what it imports stays loaded.
  await import(`../../bin/hibiscus.js?${count++}`);
  process.send?.({ code: process.exitCode ?? 0, signal: null, stdout: written, stderr: said });
  process.exitCode = undefined;
}
