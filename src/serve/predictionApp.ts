import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { ModelFile } from './modelFile.ts';
import { predictionsOf, type Prediction } from './predictions.ts';
import { expectedBody, jsonInputs, pictureInputs, type SentPicture } from './requestInputs.ts';
import { HibiscusError } from '../util/errors.ts';

export interface PredictionAppOptions {
  /** What the description says it is. */
  readonly name: string;
  /** Names by which requests may address this server, without the port; undefined for any. */
  readonly hosts?: readonly string[];
  /** Most bytes of a request. Default 32 MB. */
  readonly maxBytes?: number;
  /** Most requests to predict that are open at a time; further ones are told to come again. Default 32. */
  readonly maxOpen?: number;
}

/**
 * A model as HTTP: `GET /` describes it, `GET /health` answers while it can predict, `POST /predict` predicts. Every
 * answer is JSON; an error is `{ error }`.
 *
 * Where `hosts` are given, requests that name another are refused: a web page whose name was made to point here is none
 * of this machine's business.
 */
export function predictionApp(model: ModelFile, options: PredictionAppOptions): Hono {
  const { name, hosts, maxBytes = 32e6, maxOpen = 32 } = options;
  const expected = expectedBody(model);
  const app = new Hono();
  let open = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time: the model uses all cores for each, and what reading pictures takes is taken once. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = last.then(act);
    last = done.catch(() => {});
    return done;
  }

  async function answer(context: Context, type: string): Promise<Prediction[]> {
    const received = await receive(context, type);
    return inTurn(async () => {
      const { features, names } = await (typeof received === 'string'
        ? jsonInputs(model, received)
        : pictureInputs(model, received));
      return predictionsOf(model, features, names);
    });
  }

  app.onError((error, context) => {
    if (error instanceof HTTPException) return failure(context, error.status, error.message);
    if (error instanceof HibiscusError && error.exitCode === 2) return failure(context, 400, error.message);
    console.error(error);
    return failure(context, 500, 'the prediction failed; the server has written down why');
  });
  app.notFound((context) =>
    failure(context, 404, `no such address: ${context.req.method} ${context.req.path}. See GET /.`),
  );
  app.use(async (context, next) => {
    const host = hostOf(context.req.header('host') ?? '');
    if (hosts && !hosts.includes(host))
      throw new HTTPException(403, { message: `host: must be ${hosts.join(' or ')}. Received "${host}".` });
    await next();
  });
  app.get('/health', (context) => context.json({ status: 'ok' }));
  app.get('/', (context) => context.json(description(name, model)));
  app.post(
    '/predict',
    bodyLimit({
      maxSize: maxBytes,
      onError: (context) => failure(context, 413, `body: at most ${maxBytes} bytes. Send fewer at a time.`),
    }),
    async (context) => {
      const type = (context.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
      if (!expected.types.includes(type))
        throw new HTTPException(415, {
          message: `body: must be ${expected.text}. Received content type "${type}".`,
        });
      if (open >= maxOpen) {
        context.header('retry-after', '1');
        return failure(context, 503, `${open} requests are open already. Ask again in a second.`);
      }
      open++;
      try {
        return context.json({ predictions: await answer(context, type) });
      } finally {
        open--;
      }
    },
  );
  app.all('/predict', (context) => {
    context.header('allow', 'POST');
    return failure(context, 405, `predict: must be asked by POST. Received ${context.req.method}.`);
  });
  return app;
}

/** JSON as it came, or the pictures. */
async function receive(context: Context, type: string): Promise<string | SentPicture[]> {
  if (type === 'application/json') return context.req.text();
  if (type !== 'multipart/form-data')
    return [{ name: 'picture', type, bytes: new Uint8Array(await context.req.arrayBuffer()) }];
  const data = await context.req.formData().catch((error: unknown) => {
    throw new HTTPException(400, {
      message: 'body: must be multipart/form-data. It is broken.',
      cause: error,
    });
  });
  const files = [...data.values()].filter((value) => typeof value !== 'string');
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      type: file.type,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}

function description(name: string, model: ModelFile) {
  const { features, target } = model.preparation;
  return {
    model: name,
    takes: features.kind,
    ...(features.kind === 'image' && {
      channels: features.channels,
      height: features.height,
      width: features.width,
    }),
    ...(features.kind === 'table' && {
      columns: [...features.numericColumns, ...features.categoricalColumns].map((column) => column.name),
    }),
    ...(target.kind === 'classes' ? { classes: target.classes } : { target: target.name }),
    predict: { method: 'POST', path: '/predict', body: expectedBody(model).text },
  };
}

const failure = (context: Context, status: number, error: string): Response =>
  context.json({ error }, status as 400);

/** The name in a Host header, without its port. */
const hostOf = (header: string): string => header.replace(/:\d*$/, '').toLowerCase();
