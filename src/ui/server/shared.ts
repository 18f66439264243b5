import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Runs } from './runs.ts';
import type { ReadJson } from './readJsonFile.ts';
import type { Workbench } from './workbench.ts';

/** What all addresses of the server work with. */
export interface Shared {
  readonly root: string;
  readonly runs: Runs;
  readonly bench: Workbench;
  readonly read: ReadJson;
  /** Aborted when the server ends. */
  readonly closing: AbortSignal;
  /** A path of a request on the disk. @throws {OptionError} it leads outside the folder, or is not there. */
  readonly inside: (path: string) => string;
}

/** The body of a request, which must be JSON and say so: a form of another page cannot. */
export async function jsonBody(context: Context): Promise<unknown> {
  const type = (context.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json')
    throw new HTTPException(415, { message: `body: must be application/json. Received "${type}".` });
  try {
    return await context.req.json();
  } catch (error) {
    throw new HTTPException(400, { message: 'body: must be JSON.', cause: error });
  }
}
