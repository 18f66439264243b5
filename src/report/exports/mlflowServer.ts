import { cut, oneLine } from './plainText.ts';
import { OptionError, RunError } from '../../util/errors.ts';

export interface MlflowServerOptions {
  /** Where the tracking server is: `http://localhost:5000`, or behind a path. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  /** Sent as HTTP basic authentication where there is no token. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Time for one request. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** MLflow's tracking server, as far as an export needs it. */
export interface MlflowServer {
  /** The address, without a slash at its end. */
  readonly base: string;
  get(path: string, query: Readonly<Record<string, string>>): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
}

/** An answer that is an error by MLflow's words, such as RESOURCE_DOES_NOT_EXIST. */
export class MlflowError extends RunError {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/**
 * MLflow's REST API, version 2.0. Nothing but the address that was given is contacted: no redirect is followed, for the
 * token would go along.
 *
 * @throws {OptionError} the address is none. @throws {RunError} (by its methods) the server is not reached, is slow, or
 * refuses; with what it said.
 * @see https://mlflow.org/docs/latest/rest-api.html
 */
export function mlflowServer(options: MlflowServerOptions): MlflowServer {
  const { token, user, password = '', timeoutMs = 30_000, signal } = options;
  const base = serverUrl(options.url);
  const authorization = token
    ? `Bearer ${token}`
    : user
      ? `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`)))}`
      : undefined;

  async function send(method: 'GET' | 'POST', path: string, query: string, body?: string): Promise<unknown> {
    const timeout = AbortSignal.timeout(timeoutMs);
    let status: number;
    let text: string;
    let location: string | null;
    try {
      const response = await fetch(`${base}/api/2.0/mlflow/${path}${query}`, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(authorization && { authorization }),
        },
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      ({ status } = response);
      location = response.headers.get('location');
      text = await response.text();
    } catch (error) {
      if (signal?.aborted) throw error;
      if (timeout.aborted)
        throw new RunError(
          `MLflow at ${base}: no answer within ${timeoutMs / 1000} s. See whether the server is well, and export again.`,
        );
      throw new RunError(
        `MLflow at ${base}: it is not reached (${reasonOf(error)}). Start it (mlflow server), or mend the address.`,
        { cause: error },
      );
    }
    if (status >= 200 && status < 300) {
      const answer = parsed(text);
      if (typeof answer !== 'object' || answer === null)
        throw new RunError(
          `MLflow at ${base}: ${path} must be answered with JSON. Received ${shown(text)}. ${addressHint}`,
        );
      return answer;
    }
    if (status >= 300 && status < 400)
      throw new RunError(
        `MLflow at ${base}: it answered with a redirect${location === null ? '' : ` to ${shown(location)}`}, which is ` +
          'not followed. Give the address it leads to, if you trust it.',
      );
    const { error_code: code, message } = (parsed(text) ?? {}) as { error_code?: unknown; message?: unknown };
    const known = typeof code === 'string' ? code : '';
    throw new MlflowError(
      `MLflow at ${base}: ${path} was refused (${known === '' ? `HTTP ${status}` : `${status} ${shown(known)}`}): ` +
        `${shown(typeof message === 'string' ? message : text) || 'no word why'}. ${hint(status, known)}`.trimEnd(),
      known,
    );
  }

  return {
    base,
    get: (path, query) => send('GET', path, `?${new URLSearchParams(query)}`),
    post: (path, body) => send('POST', path, '', JSON.stringify(body)),
  };
}

const addressHint =
  'Give the address that mlflow server prints, such as http://localhost:5000, and nothing behind it.';

function hint(status: number, code: string): string {
  if (status === 401 || status === 403)
    return 'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.';
  if (status === 404 && code === '') return `Is it an MLflow server? ${addressHint}`;
  return '';
}

function serverUrl(given: string): string {
  let url: URL | undefined;
  try {
    url = new URL(given);
  } catch {
    // Said below.
  }
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new OptionError(
      `--mlflow: must be the address of a tracking server, such as http://localhost:5000. Received ${JSON.stringify(given)}.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new OptionError(
      '--mlflow: the address must hold no name and password: they would be seen by others. Set ' +
        'MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.',
    );
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const shown = (text: string): string => cut(oneLine(text), 300).replace(/\.$/, '');

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
