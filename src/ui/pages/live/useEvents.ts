import { useEffect, useState } from 'preact/hooks';
import { addressOf } from './api.ts';

/** How the stream of events stands. `refused`: the server lets this page in no more. */
export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

const againMs = 1500;

/**
 * Listens to the server's events and goes on after it was away. After each new connection the server tells all it knows.
 *
 * @param query What of; a new one is a new connection. @param listener Must stay the same between renders.
 */
export function useEvents(
  query: string,
  event: 'study' | 'studies',
  listener: (data: unknown) => void,
): Connection {
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: number | undefined;
    let over = false;
    const connect = () => {
      source = new EventSource(addressOf('events', Object.fromEntries(new URLSearchParams(query))));
      source.onopen = () => setConnection('open');
      source.addEventListener(event, (message) => {
        setConnection('open');
        listener(JSON.parse((message as MessageEvent<string>).data));
      });
      source.onerror = () => {
        if (over) return;
        setConnection('lost');
        // The browser itself tries again where the connection broke, and gives up where the answer was no stream.
        if (source!.readyState !== EventSource.CLOSED) return;
        timer = window.setTimeout(() => void ask(), againMs);
      };
    };
    const ask = async () => {
      const status = await fetch(addressOf('studies')).then(
        (response) => response.status,
        () => 0,
      );
      if (over) return;
      if (status === 401) setConnection('refused');
      if (status === 200) connect();
      else timer = window.setTimeout(() => void ask(), againMs);
    };
    connect();
    return () => {
      over = true;
      source?.close();
      window.clearTimeout(timer);
    };
  }, [query, event, listener]);
  return connection;
}
