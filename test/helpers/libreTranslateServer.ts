import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came to `POST /translate`. */
export interface TranslateRequest {
  readonly q: string[];
  readonly source: string;
  readonly target: string;
  readonly format: string;
  readonly api_key?: string;
}

export type Answer = (response: ServerResponse, request: TranslateRequest) => void;

const words: Readonly<Record<string, string>> = { good: 'bueno', dog: 'perro', film: 'película', the: 'el' };
const back: Readonly<Record<string, string>> = { bueno: 'fine', perro: 'dog', película: 'movie', el: 'the' };

/** Word by word, with other words on the way back. */
export const translation = (text: string, target: string): string =>
  text
    .split(' ')
    .map((word) => (target === 'es' ? words : back)[word] ?? word)
    .join(' ');

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export const translated: Answer = (response, { q, target }) =>
  json(response, 200, { translatedText: q.map((text) => translation(text, target)) });

/**
 * A server that speaks the API of LibreTranslate. The next answers to `POST /translate` are taken from `answers`; where
 * none is left, it translates.
 */
export async function libreTranslateServer() {
  const requests: TranslateRequest[] = [];
  const times: number[] = [];
  const answers: Answer[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      if (request.url === '/languages')
        return json(response, 200, [
          { code: 'en', name: 'English', targets: ['en', 'es', 'pt-BR'] },
          { code: 'es', name: 'Spanish', targets: ['en', 'es'] },
          { code: 'pt-BR', name: 'Portuguese (Brazil)', targets: ['en'] },
        ]);
      if (request.url !== '/translate' || request.method !== 'POST')
        return json(response, 404, { error: 'Not found' });
      const body = JSON.parse(text) as TranslateRequest;
      requests.push(body);
      times.push(performance.now());
      (answers.shift() ?? translated)(response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    times,
    answers,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
