import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { AugmentFlags } from './commands/augment.ts';
import type { EvaluateFlags } from './commands/evaluate.ts';
import type { ExportFlags } from './commands/export.ts';
import type { FitFlags } from './commands/fit.ts';
import type { PlaygroundFlags } from './commands/playground.ts';
import type { PredictFlags } from './commands/predict.ts';
import type { SampleFlags } from './commands/sample.ts';
import type { ServeFlags } from './commands/serve.ts';
import type { StudyFlags } from './commands/study.ts';
import type { UiFlags } from './commands/ui.ts';
import { withAuditOptions } from './audit.ts';
import { sampleList } from './knownSamples.ts';
import { withBackboneTraining } from './backboneOptions.ts';
import {
  withPlainRunOptions,
  withReadingOptions,
  withRunOptions,
  withBeyondOptions,
  withStudyOptions,
  withTrialOptions,
} from './options.ts';
import { commaList, duration, nonEmpty, oneOf, wholeNumber } from './parse.ts';
import { HibiscusError } from '../util/errors.ts';

const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
    .version;

const dataHelp = `
<data> is a folder of class folders with pictures (optionally under train/, val/ and test/), a folder or file in IDX
form (MNIST), arrays of NumPy (.npz with x and y, or x_train, y_train, …; data.npy beside labels.npy), or a table:
.csv or .tsv with a header, .jsonl with an object a line, .parquet; .gz too.
Texts: a column of a table (--text), a .txt file of lines "label<TAB>text", class folders of .txt files, or a folder with
files train and test (and val or dev).

Exit codes: 0 done; 1 the run failed; 2 the command line or the input is wrong; 130 interrupted, to be resumed.`;

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ hibiscus ${line}`).join('\n')}\n`;
}

function build(): Command {
  const program = new Command('hibiscus')
    .description(
      'Neural networks that generalise from small data: proof, treatment, and the smallest one that does.',
    )
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .showHelpAfterError('Add --help for the options and examples.')
    .exitOverride();

  withAuditOptions(withBeyondOptions(withStudyOptions(program.command('study <data>'))))
    .description('the main job: diagnose, treat, choose, prove')
    .option('--allow-leak', 'study data all the same that the audit says give the answer away')
    .option(
      '--remedies <list>',
      'the remedies to try, separated by commas (default: all that apply)',
      (text: string) => text.split(','),
    )
    .addHelpText(
      'after',
      dataHelp +
        '\n' +
        examples(
          'study photos/ --out photos-study',
          'study patients.csv --target outcome --group patient --budget 5m',
          'study mnist/ --limit 300 --seed 1',
          'study reviews.csv --text review --target stars',
          'study photos/ --out photos-study --resume',
        ),
    )
    .action(async (data: string, flags: StudyFlags) =>
      (await import('./commands/study.ts')).study(data, flags),
    );

  withAuditOptions(withStudyOptions(program.command('diagnose <data>')))
    .description('does a network without remedies overfit it, and how')
    .addHelpText(
      'after',
      dataHelp +
        '\n' +
        examples(
          'diagnose photos/',
          'diagnose patients.csv --target outcome --json',
          'diagnose questions/train.txt',
        ),
    )
    .action(async (data: string, flags: StudyFlags) =>
      (await import('./commands/diagnose.ts')).diagnose(data, flags),
    );

  withTrialOptions(withPlainRunOptions(program.command('augment <data>')))
    .description('see and save augmented examples, and choose which augmentations help this task')
    .option('--probe', 'choose them: labels safe first, then proven in short paired trainings')
    .option(
      '--operations <list>',
      'the operations, separated by commas, to look at with options: "zoom,rotate=degreesRange:-30..30" (default: all that act on such data)',
      commaList,
    )
    .option('--rows <n>', 'originals to show (default: 6 pictures, 3 rows of a table)', wholeNumber(2, 200))
    .option(
      '--draws <n>',
      'variants of each original by each operation (default: about 12 in all)',
      wholeNumber(1, 50),
    )
    .option('--count <n>', 'save n augmented training examples too', wholeNumber(1, 100_000))
    .addHelpText(
      'after',
      dataHelp +
        `

Without --probe, the folder of --out gets sheet.png (of tables sheet.txt): originals of the training part, and variants
of each with what was drawn. Operations happen to every example there; with --recipe (a recipe or policy.json) they are
shown with their chances, each alone and all together. --count saves variants under examples/, in the folders of their
classes, and manifest.json names the parent and the draws of each: keep them on the same side of a split.

--probe leaves in the folder of --out: policy.json (for fit --augment), recipe.json (the usual recipe with the policy,
for fit --recipe), probe.json (all that was found) and journal.jsonl (the trials, for --resume). It looks at 2,000
examples at most, and at pictures of 48 pixels a side at most.
` +
        examples(
          'augment photos/ --operations flipHorizontal,rotate=degreesRange:-30..30 --count 500',
          'augment photos/ --probe --out photos-augment',
          'augment mnist/ --limit 300 --probe --operations flipVertical,shift,zoom --json',
          'fit photos/ --augment photos-augment/policy.json',
          'augment reviews.csv --text review --target stars',
        ),
    )
    .action(async (data: string, flags: AugmentFlags) =>
      (await import('./commands/augment.ts')).augment(data, flags),
    );

  withBackboneTraining(withRunOptions(program.command('fit <data>')))
    .description('one recipe, one network')
    .option('--epochs <n>', 'most epochs, over what the recipe says', wholeNumber(1, 1_000_000))
    .option(
      '--size <n>',
      "size of the network on its family's knob, over what the recipe says",
      wholeNumber(1),
    )
    .option('--augment <file>', "a policy (policy.json of augment --probe), over the recipe's augmentations")
    .option(
      '--class-weights <how>',
      'balanced: in training every class counts alike, however rare; none (over what the recipe says)',
      oneOf('balanced', 'none'),
    )
    .option('--threads <n>', 'native threads', wholeNumber(1, 256), 1)
    .option(
      '--workers <n>',
      'as --threads: a single training has no trials to run side by side',
      wholeNumber(1, 256),
    )
    .option('--budget <time>', 'end the training after about this long, such as 90s or 5m', duration)
    .option(
      '--checkpoint-every <time>',
      'how much of the training a killed process may lose, such as 10s (default: about 1s, more where writing is slow)',
      duration,
    )
    .addHelpText(
      'after',
      dataHelp +
        '\n' +
        examples(
          'fit photos/ --out photos-fit',
          'fit patients.csv --target outcome --recipe recipe.yaml',
          'fit mnist/ --limit 300 --epochs 40 --json',
          'fit photos/ --augment photos-augment/policy.json',
          'fit flowers/ --backbone mobilenet.onnx --backbone-range -1,1',
          'fit questions/train.txt --test questions/test.txt',
          'fit avis.csv --text avis --target note --language fr',
        ),
    )
    .action(async (data: string, flags: FitFlags) => (await import('./commands/fit.ts')).fit(data, flags));

  program
    .command('predict <model> <input...>')
    .description('what a model says of pictures, rows or texts')
    .option('--out <file>', 'write the predictions to a CSV file instead of stdout')
    .option('--text <column>', 'texts of a table: their column (default: the one trained on)')
    .option('--json', 'print JSON, with all probabilities')
    .addHelpText(
      'after',
      `
<input> is, for a model of texts: .txt files and folders of them, one text a file (where the model was trained on lines
"label<TAB>text", one text a line), tables, or - for standard input, one text a line.
` +
        examples(
          'predict photos-study/model.onnx new-photo.jpg more-photos/',
          'predict fit/model.onnx new-patients.csv --out predictions.csv',
          'predict fit/model.onnx new-reviews.csv letter.txt',
          'predict fit/model.onnx - <<< "what is an atom"',
        ),
    )
    .action(async (model: string, input: string[], flags: PredictFlags) =>
      (await import('./commands/predict.ts')).predict(model, input, flags),
    );

  withReadingOptions(
    program.command('evaluate <model> <data>'),
    'table: the column with the answers (default: the one trained on)',
  )
    .description('how good a model is on data with answers')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      examples(
        'evaluate photos-study/model.onnx test-photos/',
        'evaluate fit/model.onnx test.csv --json',
        'evaluate fit/model.onnx test.txt',
      ),
    )
    .action(async (model: string, data: string, flags: EvaluateFlags) =>
      (await import('./commands/evaluate.ts')).evaluate(model, data, flags),
    );

  program
    .command('serve <model>')
    .description('answer with predictions over HTTP')
    .option('--port <n>', 'port to listen on; 0 for any that is free', wholeNumber(0, 65_535), 8080)
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets other machines ask', '127.0.0.1')
    .option('--json', 'print {"url": …} once it listens')
    .addHelpText(
      'after',
      `
GET / says what the model takes, GET /health answers while it is there, POST /predict predicts: pictures as they are
(image/png, image/jpeg, image/webp) or several as multipart/form-data, JSON {"texts": […]} or {"rows": [{…}]}.
` +
        examples('serve photos-study/model.onnx', 'serve fit/model.onnx --port 9000') +
        `
Then, elsewhere:
  $ curl localhost:8080/predict -H 'content-type: image/jpeg' --data-binary @new-photo.jpg
  $ curl localhost:9000/predict -H 'content-type: application/json' -d '{"texts": ["what is an atom"]}'`,
    )
    .action(async (model: string, flags: ServeFlags) =>
      (await import('./commands/serve.ts')).serve(model, flags),
    );

  program
    .command('ui [dir]')
    .description('a page in the browser over a folder of studies: live, compared, started and stopped')
    .option(
      '--port <n>',
      'port to listen on; 0 for any that is free (default: 4280, or one that is free)',
      wholeNumber(0, 65_535),
    )
    .option('--json', 'print {"url": …} once it listens')
    .addHelpText(
      'after',
      `
[dir] holds studies and data, in itself or in folders up to two levels below (default: this folder). The page shows them,
follows those that run, starts new ones on data inside [dir], and stops and resumes them. It is for this machine alone:
the address that is printed holds a word without which nobody gets in. Studies started from the page are stopped with
Ctrl-C here, and can be resumed.
` + examples('ui', 'ui experiments/', 'ui experiments/ --port 5000'),
    )
    .action(async (dir: string | undefined, flags: UiFlags) =>
      (await import('./commands/ui.ts')).ui(dir ?? '.', flags),
    );

  program
    .command('playground')
    .description('a page that trains networks in your browser, to see what overfitting is')
    .option('--port <n>', 'port to listen on; 0 for any that is free', wholeNumber(0, 65_535), 8090)
    .option('--out <dir>', 'write the files of the page, for any web host, to a new or empty folder')
    .option('--json', 'print {"url": …} once it listens, or {"out": …} once the files are written')
    .addHelpText('after', examples('playground', 'playground --port 0', 'playground --out public/playground'))
    .action(async (flags: PlaygroundFlags) => (await import('./commands/playground.ts')).playground(flags));

  program
    .command('export <dir>')
    .description('hand what a run left to TensorBoard, MLflow or a spreadsheet')
    .option('--tensorboard [folder]', 'write event files of TensorBoard (default: <dir>/tensorboard)')
    .option('--mlflow <url>', 'send it to a tracking server of MLflow, and to no other address')
    .option('--experiment <name>', 'experiment of MLflow, made where it is not there', nonEmpty, 'hibiscus')
    .option(
      '--history [file]',
      'write the curves as one CSV, with a column run (default: <dir>/histories.csv)',
    )
    .option(
      '--by <unit>',
      "what TensorBoard's axis counts: step (of the optimizer) or epoch",
      oneOf('step', 'epoch'),
      'step',
    )
    .option('--overwrite', 'write over an earlier export')
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      `
<dir> is the folder that study, diagnose or fit left (--out). TensorBoard gets a run for each training with curves: baseline,
chosen, and the trials of the journal, also those of a study that has not ended. MLflow gets a run for the study and, under
it, one each for baseline and chosen; a fit or a diagnosis is one run. Clock times are reckoned from the end of the run and
how long trainings took. MLFLOW_TRACKING_TOKEN (or MLFLOW_TRACKING_USERNAME and _PASSWORD) is sent where it is set.
` +
        examples(
          'export photos-study --tensorboard',
          'export photos-study --mlflow http://localhost:5000 --experiment photos',
          'export photos-fit --history curves.csv',
        ),
    )
    .action(async (dir: string, flags: ExportFlags) =>
      (await import('./commands/export.ts')).exportRun(dir, flags),
    );

  program
    .command('sample <name>')
    .description('write a made-up data set to try things on')
    .requiredOption('--out <dir>', 'folder to write to, new or empty')
    .option(
      '--seed <n>',
      'seed of everything random: the same seed writes the same bytes',
      wholeNumber(0, 0xffffffff),
      0,
    )
    .option(
      '--count <n>',
      'examples to train on (a test part of half as many is written too)',
      wholeNumber(1, 1_000_000),
    )
    .addHelpText(
      'after',
      `\nSets:\n${sampleList()}\n${examples('sample flowers --out flowers', 'sample moons --out moons --count 500 --seed 3')}`,
    )
    .action(async (name: string, flags: SampleFlags) =>
      (await import('./commands/sample.ts')).sample(name, flags),
    );

  program.addHelpText(
    'after',
    '\nRun "hibiscus <command> --help" for the options of a command and examples.',
  );
  return program;
}

/** Runs the command line. `argv` holds the arguments alone. Sets `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) ends neither a training nor its files.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      // Once is enough, and where it is standard error that fails only the exit code can say it.
      const isFirst = process.exitCode !== 1;
      process.exitCode = 1;
      if (isFirst && stream === process.stdout)
        console.error(
          `hibiscus: standard output cannot be written to (${error.code ?? error.message}). What a run leaves in its folder is not touched by it.`,
        );
    });
  try {
    const program = build();
    if (argv.length === 0) {
      program.outputHelp({ error: true });
      process.exitCode = 2;
      return;
    }
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  // Commander has already said what it had to say; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof HibiscusError) {
    if (error.exitCode !== 130) console.error(`hibiscus: ${error.message}`);
    return error.exitCode;
  }
  console.error('hibiscus: an error that should not happen. Please report it with what follows.');
  console.error(error);
  return 1;
}
