/** Asks the server. Errors carry the sentence that the server gave. */

export class ServerError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'ServerError';
    this.status = status;
  }
}

async function answer<T>(request: Promise<Response>): Promise<T> {
  let response: Response;
  try {
    response = await request;
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new ServerError(0, 'The server does not answer. Is "hibiscus ui" still running?');
  }
  if (response.status === 401)
    throw new ServerError(
      401,
      'Open the address that "hibiscus ui" has printed: this page is not let in any more.',
    );
  const body = (await response.json().catch(() => ({}))) as { error?: string };
  if (!response.ok)
    throw new ServerError(response.status, body.error ?? `The server said ${response.status}.`);
  return body as T;
}

export const get = <T>(
  path: string,
  query: Readonly<Record<string, string | number>> = {},
  signal?: AbortSignal,
): Promise<T> => answer<T>(fetch(addressOf(path, query), signal ? { signal } : {}));

export const post = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  answer<T>(
    fetch(`/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    }),
  );

export function addressOf(path: string, query: Readonly<Record<string, string | number>> = {}): string {
  const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return `/api/${path}${params.size > 0 ? `?${params}` : ''}`;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
