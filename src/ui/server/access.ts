import type { MiddlewareHandler } from 'hono';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What opens the door: a word for the address, and one that a browser keeps. */
export interface Keys {
  /** New with each start; in the address that is printed. */
  readonly token: string;
  /** What the cookie holds. The same after a new start over the same folder, so that an open page goes on. */
  readonly session: string;
}

/**
 * Keys for serving a folder.
 *
 * @param secretFile Where the secret behind the cookies is kept, readable by its owner alone; where it cannot be kept, an
 * open page asks for the new address after a new start.
 */
export function makeKeys(folder: string, secretFile: string): Keys {
  const token = randomBytes(24).toString('base64url');
  const session = createHmac('sha256', secretOf(secretFile))
    .update(`hibiscus ui\0${folder}`)
    .digest('base64url');
  return { token, session };
}

function secretOf(path: string): Buffer {
  try {
    const kept = readFileSync(path);
    if (kept.length === 32) return kept;
  } catch {
    // Not there yet, or not to be read: a new one.
  }
  const secret = randomBytes(32);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, secret, { mode: 0o600 });
    chmodSync(path, 0o600);
  } catch {
    // See above.
  }
  return secret;
}

const hosts = ['127.0.0.1', 'localhost'];

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
} as const;

/** A name of its own for each port: browsers keep one jar for all ports of a host. */
export const cookieName = (port: number): string => `hibiscus-ui-${port}`;

export const tokenHeader = 'x-hibiscus-token';

/**
 * Lets in who has the token or the cookie, asks from this machine by its own name, and comes from this page. `GET /?token=`
 * gives the cookie with the page, which then takes the token out of its address. Every answer gets the headers that shut others out.
 */
export function guarded(keys: Keys, portOf: () => number): MiddlewareHandler {
  return async (context, next) => {
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    const port = portOf();
    const own = hosts.map((host) => `${host}:${port}`);
    const host = (context.req.header('host') ?? '').toLowerCase();
    if (!own.includes(host)) return context.text('This address is not served here.\n', 403);
    const origin = context.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}`)
      return context.text('Requests from other pages are refused.\n', 403);
    // A link from elsewhere may lead here; a page from elsewhere may not ask in its user's name.
    const site = context.req.header('sec-fetch-site');
    const isVisit = context.req.method === 'GET' && context.req.header('sec-fetch-mode') === 'navigate';
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isVisit)
      return context.text('Requests from other pages are refused.\n', 403);

    const url = new URL(context.req.url);
    const given = url.searchParams.get('token');
    if (context.req.method === 'GET' && url.pathname === '/' && given !== null) {
      if (!isEqual(given, keys.token)) return context.text(needsKey, 401);
      context.header('set-cookie', `${cookieName(port)}=${keys.session}; Path=/; HttpOnly; SameSite=Strict`);
      // No redirect: a cookie that is strict would not travel on one that began on another site.
      return next();
    }
    const cookie = cookieOf(context.req.header('cookie') ?? '', cookieName(port));
    const sent = context.req.header(tokenHeader);
    const isKnown =
      (cookie !== undefined && isEqual(cookie, keys.session)) ||
      (sent !== undefined && isEqual(sent, keys.token));
    if (!isKnown) return context.text(needsKey, 401);
    return next();
  };
}

const needsKey =
  'Hibiscus: open the whole address that "hibiscus ui" has printed, with what follows "?token=".\n' +
  'It is another one after each start.\n';

const isEqual = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

function cookieOf(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}
