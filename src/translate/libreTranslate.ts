import { asLine, hasPair, requirePair, type Translator } from './translator.ts';
import { primaryLanguage } from '../text/tokenizer.ts';
import { InterruptedError, OptionError, RunError } from '../util/errors.ts';
import { count, plural } from '../util/format.ts';

export interface LibreTranslateOptions {
  /** Where the server is: `http://localhost:5000`. */
  readonly url: string;
  /** API key. Default `$HIBISCUS_LIBRETRANSLATE_KEY`. */
  readonly key?: string;
  /** Most texts of a request. Default 32. */
  readonly batchTexts?: number;
  /** Most characters of a request of several texts. Default 5,000. */
  readonly batchCharacters?: number;
  /** Time for one request. Default 30,000. */
  readonly timeoutMs?: number;
  /** How often a request is sent again. Default 5. */
  readonly retries?: number;
  /** The wait before the first retry; it doubles each time. Default 500. */
  readonly firstDelayMs?: number;
  /** The longest wait that the server may ask for. Default 60,000. */
  readonly maxDelayMs?: number;
}

/** How to get it, for messages. */
export const libreTranslateHelp =
  'Start a server of your own: docker run -p 5000:5000 libretranslate/libretranslate, or pip install libretranslate ' +
  'and libretranslate; then name it: libretranslate:http://localhost:5000.';

const keep = 'What was translated before is kept; run the command again to go on.';

/** A server that is not there at the start is told soon. */
const openRetries = 2;

/** An answer that another try may mend. */
class Retryable extends Error {
  constructor(
    message: string,
    readonly afterMs?: number,
  ) {
    super(message);
  }
}

/**
 * LibreTranslate, a translation server of one's own, over HTTP.
 *
 * Texts go in batches. Where the server is busy (429, by its `Retry-After`), fails (5xx), is slow or not reached, the
 * request is sent again after a wait that doubles, with jitter. Nothing follows a redirect: the key would go along.
 *
 * @throws {OptionError} the URL is none. @throws {RunError} the server is not reached, or speaks otherwise.
 * @example await libreTranslate({ url: 'http://localhost:5000' })
 * @see https://docs.libretranslate.com
 */
export async function libreTranslate(options: LibreTranslateOptions): Promise<Translator> {
  const { batchTexts = 32, batchCharacters = 5000 } = options;
  const base = serverUrl(options.url);
  const key = options.key ?? process.env.HIBISCUS_LIBRETRANSLATE_KEY ?? '';
  const send = sender(base, key, options);
  const codes = new Map<string, string>();
  const pairs: [string, string][] = [];
  const languages = await send('languages', undefined, 2 ** 22, undefined, openRetries);
  if (!Array.isArray(languages))
    throw new RunError(
      `LibreTranslate at ${base}: /languages must be a list. Received ${shown(languages)}. Is it a LibreTranslate server?`,
    );
  for (const language of languages as { code?: unknown; targets?: unknown }[]) {
    if (typeof language?.code !== 'string') continue;
    const from = primaryLanguage(language.code);
    // `pt` before `pt-BR`, `zh-Hans` where there is no `zh`.
    if (!codes.has(from) || language.code === from) codes.set(from, language.code);
    for (const target of Array.isArray(language.targets) ? language.targets : [])
      if (typeof target === 'string' && primaryLanguage(target) !== from)
        pairs.push([from, primaryLanguage(target)]);
  }
  const name = 'libretranslate';
  const hint = 'Load more languages into the server: its option --load-only names them.';
  const supports = hasPair(pairs);

  const batchesOf = function* (texts: readonly string[]): Generator<string[]> {
    let [batch, characters]: [string[], number] = [[], 0];
    for (const text of texts) {
      if (batch.length > 0 && (batch.length >= batchTexts || characters + text.length > batchCharacters)) {
        yield batch;
        [batch, characters] = [[], 0];
      }
      batch.push(text);
      characters += text.length;
    }
    if (batch.length > 0) yield batch;
  };

  return {
    name,
    pairs,
    chunk: batchTexts,
    hint,
    supports,
    identity: (from, to) => `libretranslate ${base} ${from} ${to}`,
    estimate: (texts) => ({ characters: texts.reduce((sum, { length }) => sum + length, 0) }),
    async translate(texts, from, to, signal) {
      requirePair({ name, pairs, hint, supports }, from, to);
      const lines = texts.map(asLine);
      const asked = lines.flatMap((line, i) => (line === '' ? [] : [i]));
      const results = [...lines];
      let done = 0;
      for (const batch of batchesOf(asked.map((i) => lines[i]!))) {
        const characters = batch.reduce((sum, { length }) => sum + length, 0);
        const answer = await send(
          'translate',
          { q: batch, source: codes.get(from) ?? from, target: codes.get(to) ?? to, format: 'text' },
          2 ** 20 + 64 * characters,
          signal,
        );
        const translated = (answer as { translatedText?: unknown } | null)?.translatedText;
        if (!Array.isArray(translated) || translated.some((text) => typeof text !== 'string'))
          throw new RunError(
            `LibreTranslate at ${base}: translatedText must be a list of texts. Received ${shown(answer)}. ` +
              'Use LibreTranslate 1.3 or newer.',
          );
        if (translated.length !== batch.length)
          throw new RunError(
            `LibreTranslate at ${base}: must answer ${plural(batch.length, 'text')} with as many. ` +
              `Received ${count(translated.length)}. ${keep}`,
          );
        for (const text of translated as string[]) results[asked[done++]!] = asLine(text);
      }
      return results;
    },
    async close() {},
  };
}

/** The address with a slash at its end. @throws {OptionError} it is no address of a server. */
function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new OptionError(
      `libretranslate: the address must begin with http:// or https://. Received "${text}". ` +
        'Example: libretranslate:http://localhost:5000',
    );
  if (url.username || url.password || url.search || url.hash)
    throw new OptionError(
      'libretranslate: the address must hold no user name, password, query or fragment. ' +
        'Give an API key in HIBISCUS_LIBRETRANSLATE_KEY.',
    );
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

function sender(
  base: string,
  key: string,
  { timeoutMs = 30_000, retries = 5, firstDelayMs = 500, maxDelayMs = 60_000 }: LibreTranslateOptions,
) {
  // The key is never printed, also where the server repeats it.
  const clean = (text: string) => (key ? text.replaceAll(key, '…') : text);
  const once = async (path: string, body: object | undefined, maxBytes: number, signal?: AbortSignal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    let text: string;
    try {
      response = await fetch(base + path, {
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(body && {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(key ? { ...body, api_key: key } : body),
        }),
      });
      text = await limitedText(response, maxBytes, base);
    } catch (error) {
      if (error instanceof RunError) throw error;
      if (signal?.aborted) throw interrupted();
      if (timeout.aborted) throw new Retryable(`no answer within ${timeoutMs / 1000} s`);
      throw new Retryable(causeText(error));
    }
    if (response.status >= 300 && response.status < 400)
      throw new RunError(
        `LibreTranslate at ${base}: /${path} answered ${response.status}, a redirect to ` +
          `${shown(response.headers.get('Location') ?? 'nowhere')}, which is not followed. Name the address it leads to.`,
      );
    if (response.ok)
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw new RunError(
          `LibreTranslate at ${base}: the answer must be JSON. Received ${shown(clean(text))}. ` +
            `Is it a LibreTranslate server? ${keep}`,
        );
      }
    const said = clean(saidIn(text));
    if (response.status === 429 || response.status >= 500)
      throw new Retryable(
        `status ${response.status}${said}`,
        delayOf(response.headers.get('Retry-After'), Date.now()),
      );
    if (response.status === 401 || response.status === 403)
      throw new RunError(
        `LibreTranslate at ${base}: must accept the API key. It answered ${response.status}${said}. ` +
          (key
            ? 'Look whether the key in HIBISCUS_LIBRETRANSLATE_KEY is right and not blocked.'
            : 'Give a key in HIBISCUS_LIBRETRANSLATE_KEY.'),
      );
    throw new RunError(`LibreTranslate at ${base}: /${path} answered ${response.status}${said}. ${keep}`);
  };
  return async (
    path: string,
    body: object | undefined,
    maxBytes: number,
    signal?: AbortSignal,
    mostRetries = Infinity,
  ) => {
    for (let attempt = 0; ; attempt++) {
      if (signal?.aborted) throw interrupted();
      try {
        return await once(path, body, maxBytes, signal);
      } catch (error) {
        if (!(error instanceof Retryable)) throw error;
        const asked = error.afterMs;
        if (attempt >= Math.min(retries, mostRetries) || (asked !== undefined && asked > maxDelayMs))
          throw new RunError(
            `LibreTranslate at ${base}: must answer. After ${plural(attempt + 1, 'try', 'tries')}: ${error.message}` +
              (asked !== undefined && asked > maxDelayMs
                ? `, and it asks to wait ${count(asked / 1000)} s`
                : '') +
              `. ${body ? keep : `Is the server running? ${libreTranslateHelp}`}`,
            { cause: error },
          );
        // Between half and the whole of the wait, so that many clients do not come back at once; never less than asked.
        const backoff = Math.min(maxDelayMs, firstDelayMs * 2 ** attempt) * (0.5 + Math.random() / 2);
        await pause(Math.max(backoff, asked ?? 0), signal);
      }
    }
  };
}

/** Milliseconds that a `Retry-After` asks for: seconds or a date. */
function delayOf(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

async function limitedText(response: Response, maxBytes: number, base: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > maxBytes)
      throw new RunError(
        `LibreTranslate at ${base}: must answer with at most ${count(maxBytes)} bytes. Received more. ` +
          'Is it a LibreTranslate server?',
      );
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What the server says was wrong. */
function saidIn(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === 'string') return `: ${shown(error)}`;
  } catch {
    // No JSON, so nothing said.
  }
  return '';
}

/** The reason behind fetch's "fetch failed". */
function causeText(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  return inner || code || message;
}

/** The beginning of something foreign, on one line. */
const shown = (value: unknown): string => {
  const text = asLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(interrupted());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

const interrupted = () => new InterruptedError(`the translation was interrupted. ${keep}`);
