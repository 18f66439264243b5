import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { posix } from 'node:path';
import * as z from 'zod';

/** MLflow's rules for names: what its server refuses is refused here. */
const key = z
  .string()
  .max(250)
  .regex(/^[/\w.\- ]+$/)
  .refine((name) => posix.normalize(name) === name && !/^(?:\.|\/)/.test(name) && !name.endsWith('/'));
const metric = z.strictObject({
  key,
  value: z.number(),
  timestamp: z.int().nonnegative(),
  step: z.int(),
});
const param = z.strictObject({ key, value: z.string().max(6000) });
const tag = z.strictObject({ key, value: z.string().max(5000) });
const id = z.string().regex(/^[a-zA-Z0-9][\w-]{0,255}$/);

const bodies = {
  'experiments/create': z.strictObject({ name: z.string().min(1).max(500) }),
  'runs/create': z.strictObject({
    experiment_id: id,
    run_name: z.string(),
    start_time: z.int(),
    tags: z.array(tag).max(100),
  }),
  'runs/log-batch': z
    .strictObject({
      run_id: id,
      metrics: z.array(metric).max(1000),
      params: z.array(param).max(100),
      tags: z.array(tag).max(100),
    })
    .refine(({ metrics, params, tags }) => metrics.length + params.length + tags.length <= 1000, 'over 1000'),
  'runs/update': z.strictObject({
    run_id: id,
    status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
    end_time: z.int(),
  }),
};

export interface TrackedRun {
  readonly experiment: string;
  readonly name: string;
  status: string;
  readonly start: number;
  end?: number;
  readonly tags: Record<string, string>;
  readonly params: Record<string, string>;
  readonly metrics: z.infer<typeof metric>[];
}

export type Answer = (response: ServerResponse) => void;

const answer = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

/** An answer of a kind for `instead`. */
export const saying =
  (status: number, body: unknown, headers = {}): Answer =>
  (response) =>
    answer(response, status, body, headers);

/**
 * A server that keeps what MLflow's tracking server keeps and refuses what that refuses, by its documented REST API. The
 * answer to a path can be replaced by one of `instead`.
 */
export async function mlflowTracking() {
  const experiments = new Map<string, string>();
  const runs = new Map<string, TrackedRun>();
  const calls: {
    readonly path: string;
    readonly authorization: string | undefined;
    readonly bytes: number;
  }[] = [];
  const instead = new Map<string, Answer>();

  const refuse = (response: ServerResponse, code: string, message: string, status = 400) =>
    answer(response, status, { error_code: code, message });

  function handle(path: string, query: URLSearchParams, body: string, response: ServerResponse): void {
    const replaced = instead.get(path);
    if (replaced) return replaced(response);
    if (path === 'experiments/get-by-name') {
      const name = query.get('experiment_name')!;
      const known = experiments.get(name);
      if (known === undefined)
        return refuse(
          response,
          'RESOURCE_DOES_NOT_EXIST',
          `Could not find experiment with name '${name}'`,
          404,
        );
      return answer(response, 200, { experiment: { experiment_id: known, name, lifecycle_stage: 'active' } });
    }
    if (!Object.hasOwn(bodies, path)) return answer(response, 404, '<!doctype html>Not Found');
    if (Buffer.byteLength(body) > 1e6) return refuse(response, 'INVALID_PARAMETER_VALUE', 'larger than 1 MB');
    const checked = bodies[path as keyof typeof bodies].safeParse(JSON.parse(body));
    if (!checked.success) return refuse(response, 'INVALID_PARAMETER_VALUE', z.prettifyError(checked.error));
    if (path === 'experiments/create') {
      const { name } = checked.data as z.infer<(typeof bodies)['experiments/create']>;
      experiments.set(name, String(experiments.size + 1));
      return answer(response, 200, { experiment_id: experiments.get(name) });
    }
    if (path === 'runs/create') {
      const { experiment_id, run_name, start_time, tags } = checked.data as z.infer<
        (typeof bodies)['runs/create']
      >;
      if (![...experiments.values()].includes(experiment_id))
        return refuse(response, 'RESOURCE_DOES_NOT_EXIST', `No experiment ${experiment_id}`, 404);
      const run_id = `run${runs.size + 1}`;
      runs.set(run_id, {
        experiment: experiment_id,
        name: run_name,
        status: 'RUNNING',
        start: start_time,
        tags: Object.fromEntries(tags.map((it) => [it.key, it.value])),
        params: {},
        metrics: [],
      });
      return answer(response, 200, { run: { info: { run_id, status: 'RUNNING' } } });
    }
    const run = runs.get((checked.data as { run_id: string }).run_id);
    if (!run) return refuse(response, 'RESOURCE_DOES_NOT_EXIST', 'No such run', 404);
    if (path === 'runs/update') {
      const { status, end_time } = checked.data as z.infer<(typeof bodies)['runs/update']>;
      [run.status, run.end] = [status, end_time];
      return answer(response, 200, { run_info: { status } });
    }
    const { metrics, params, tags } = checked.data as z.infer<(typeof bodies)['runs/log-batch']>;
    for (const it of params) {
      if (Object.hasOwn(run.params, it.key) && run.params[it.key] !== it.value)
        return refuse(response, 'INVALID_PARAMETER_VALUE', `Changing param values is not allowed: ${it.key}`);
      run.params[it.key] = it.value;
    }
    for (const it of tags) run.tags[it.key] = it.value;
    run.metrics.push(...metrics);
    answer(response, 200, {});
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const url = new URL(request.url!, 'http://server');
      const prefix = '/api/2.0/mlflow/';
      const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : url.pathname;
      calls.push({ path, authorization: request.headers.authorization, bytes: Buffer.byteLength(text) });
      handle(path, url.searchParams, text, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    experiments,
    runs,
    calls,
    instead,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
