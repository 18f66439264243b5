import { useEffect, useState } from 'preact/hooks';

/** Where the page is: what follows "#/", part by part. */
export interface Route {
  readonly view: string;
  readonly path: string;
  readonly tab: string;
}

const parse = (): Route => {
  const [view = '', path = '', tab = ''] = location.hash.replace(/^#\/?/, '').split('/').map(decode);
  return { view, path, tab };
};

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

export const linkTo = (view = '', path = '', tab = ''): string =>
  `#/${[view, path, tab].filter(Boolean).map(encodeURIComponent).join('/')}`;

export function useRoute(): Route {
  const [route, setRoute] = useState(parse);
  useEffect(() => {
    const change = () => {
      setRoute(parse());
      scrollTo(0, 0);
    };
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return route;
}
