import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { dataSources } from './dataSources.ts';
import { listStudies } from './listStudies.ts';
import { fieldsOf } from './looseJson.ts';
import { runOf } from './progressFile.ts';
import { jsonBody, type Shared } from './shared.ts';
import { resumePlan, startPlan } from './studyArguments.ts';
import { studyFollower, type StudyFollower } from './studyFollower.ts';
import { insideFolder, shownInside } from './insideFolder.ts';
import type { StudyRun } from '../protocol.ts';
import { reader } from '../../report/reader.ts';
import { sha256 } from '../../report/sha256.ts';
import { DataError, OptionError } from '../../util/errors.ts';

/** Journals kept in memory while nobody looks. */
const keptFollowers = 4;
/** Streams open at a time. */
const mostStreams = 64;
const listEveryMs = 1500;
const heartbeatMs = 15_000;

/**
 * A report may be from elsewhere: it is shown as a page that loads nothing, knows nothing of this server, and runs no script
 * but the one that this version of the report has.
 */
const reportPolicy =
  `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${sha256(reader)}'; img-src data:; ` +
  "frame-ancestors 'none'; sandbox allow-scripts allow-downloads";

/** Types of the files of a study that can be asked for. */
const fileTypes: Readonly<Record<string, string>> = {
  'report.html': 'text/html; charset=utf-8',
  'recipe.json': 'application/json; charset=utf-8',
  'study.json': 'application/json; charset=utf-8',
  'diagnosis.json': 'application/json; charset=utf-8',
  'fit.json': 'application/json; charset=utf-8',
  'history.csv': 'text/csv; charset=utf-8',
  'model.onnx': 'application/octet-stream',
  'smallest.onnx': 'application/octet-stream',
};

const studyPath = z.strictObject({ study: z.string() });

/** The list, the live study, its trials and files; starting, stopping and going on. */
export function studyRoutes(shared: Shared): Hono {
  const { root, runs, read, inside, closing } = shared;
  const followers = new Map<string, StudyFollower>();
  const app = new Hono();
  let streams = 0;

  const factsOf = (folder: string) => (run: StudyRun | undefined) => {
    const own = runs.isRunning(folder);
    const said = runs.said(folder);
    return { own, ...(said !== undefined && { said }), resume: resumeFacts(folder, run) };
  };

  function resumeFacts(folder: string, run: StudyRun | undefined) {
    const command = run ? `hibiscus ${run.arguments.join(' ')} --resume` : '';
    try {
      resumePlan(root, folder, run);
      return { command };
    } catch (error) {
      return { command, refused: (error as Error).message };
    }
  }

  /** Those who look at one study share what is known of it. */
  function followerOf(folder: string): StudyFollower {
    const follower = followers.get(folder) ?? studyFollower(folder, factsOf(folder));
    followers.delete(folder);
    followers.set(folder, follower);
    for (const [path, { subscribers }] of followers)
      if (followers.size > keptFollowers && subscribers === 0 && path !== folder) followers.delete(path);
    return follower;
  }

  /** The folder of a study. One that was just started has none yet. */
  function folderOf(path: string): string {
    const folder = insideFolder(root, path, 'new');
    return runs.said(folder) === undefined ? inside(path) : folder;
  }

  const list = () => listStudies(root, read, (folder) => runs.isRunning(folder));
  const studyOf = async (request: unknown): Promise<string> => {
    const parsed = studyPath.safeParse(request);
    if (!parsed.success) throw new OptionError('study: its path is expected as { "study": … }.');
    return folderOf(parsed.data.study);
  };

  app.get('/studies', async (context) => context.json(await list()));

  app.get('/events', (context) => {
    const study = context.req.query('study');
    const folder = study === undefined ? undefined : folderOf(study);
    if (streams >= mostStreams) return context.json({ error: 'events: too many pages are open.' }, 503);
    return streamSSE(context, async (stream) => {
      streams++;
      let over = false;
      let wake = () => {};
      const queue: { event: string; data: string }[] = [];
      const push = (event: string, data: unknown) => {
        queue.push({ event, data: JSON.stringify(data) });
        wake();
      };
      const end = () => {
        over = true;
        wake();
      };
      stream.onAbort(end);
      closing.addEventListener('abort', end);
      const leave =
        folder === undefined ? () => {} : followerOf(folder).subscribe((event) => push('study', event));
      let lastList = '';
      const tellList = async () => {
        const found = await list();
        const text = JSON.stringify(found);
        if (text !== lastList) push('studies', found);
        lastList = text;
      };
      const looking =
        folder === undefined ? setInterval(() => void tellList().catch(() => {}), listEveryMs) : undefined;
      const beating = setInterval(() => push('beat', {}), heartbeatMs);
      try {
        if (folder === undefined) await tellList();
        while (!over && !closing.aborted) {
          const next = queue.shift();
          // Waits until a slow reader has taken it.
          if (next) await stream.writeSSE(next);
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        streams--;
        leave();
        clearInterval(looking);
        clearInterval(beating);
        closing.removeEventListener('abort', end);
      }
    });
  });

  app.get('/trial', async (context) => {
    const { study = '', n = '' } = context.req.query();
    const detail = await followerOf(inside(study)).detail(Number(n));
    return detail ? context.json(detail) : context.json({ error: `trial: there is no number ${n}.` }, 404);
  });

  app.get('/record', async (context) => {
    const folder = inside(context.req.query('study') ?? '');
    for (const name of ['study', 'diagnosis', 'fit']) {
      const record = await read(join(folder, `${name}.json`));
      if (record) return context.json({ kind: name, record: fieldsOf(record.value) });
    }
    return context.json({ error: 'record: this run has not ended yet.' }, 404);
  });

  app.get('/file', async (context) => {
    const { study = '', name = '' } = context.req.query();
    const type = Object.hasOwn(fileTypes, name) ? fileTypes[name] : undefined;
    if (type === undefined)
      throw new OptionError(`file: must be one of ${Object.keys(fileTypes).join(', ')}.`);
    // Once more from the folder's own place: the file itself may be a link.
    const path = inside(`${shownInside(root, inside(study))}/${name}`);
    if ((await stat(path)).size > 512e6) throw new DataError(`file: ${name} is too large to be shown.`);
    const bytes = new Uint8Array(await readFile(path));
    if (name === 'report.html') context.header('content-security-policy', reportPolicy);
    else context.header('content-disposition', `attachment; filename="${name}"`);
    return context.body(bytes, 200, { 'content-type': type });
  });

  app.get('/data', async (context) => context.json(await dataSources(root)));

  app.post('/start', async (context) => {
    const { folder, args } = startPlan(root, await jsonBody(context));
    const taken = (await list()).studies.some(({ path }) => path === shownInside(root, folder));
    if (taken) throw new OptionError('name: a study of this name is there already. Choose another name.');
    runs.start(folder, args, root);
    return context.json({ study: shownInside(root, folder), command: `hibiscus ${args.join(' ')}` });
  });

  app.post('/stop', async (context) => {
    runs.stop(await studyOf(await jsonBody(context)));
    return context.json({ asked: true });
  });

  app.post('/resume', async (context) => {
    const folder = await studyOf(await jsonBody(context));
    const run = runOf((await read(join(folder, 'run.json')))?.value);
    const { args, cwd } = resumePlan(root, folder, run);
    runs.start(folder, args, cwd);
    return context.json({ study: shownInside(root, folder) });
  });

  return app;
}
