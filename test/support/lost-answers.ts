import { request } from 'node:http';
import { AccountEvents } from '../../src/users/account-events.js';
import type { Product } from './product.js';
import type { Format, Visitor } from './visitor.js';

const ACCEPT = { html: 'text/html', json: 'application/json' } as const;

/**
 * Sends a form with the cookies of this browser and breaks the connection as soon as `when` comes true: the
 * product has acted, and the browser never hears of it.
 */
export async function sendAndLose(
  visitor: Visitor,
  path: string,
  fields: object,
  format: Format,
  when: Promise<unknown>,
): Promise<void> {
  const { hostname, port } = new URL(visitor.origin);
  const body = format === 'json' ? JSON.stringify(fields) : new URLSearchParams(fields as Record<string, string>).toString();
  const headers = {
    accept: ACCEPT[format],
    // As fetch calls itself: another client would make the session suspicious.
    'user-agent': 'node',
    cookie: [...visitor.cookies].map((cookie) => cookie.join('=')).join('; '),
    'content-type': format === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
  };
  const sent = request({ hostname, port, path, method: 'POST', headers, agent: false });
  const closed = new Promise((resolve) => sent.once('close', resolve));
  // The connection is broken by us.
  sent.on('error', () => undefined).on('response', (answer) => answer.resume());
  sent.end(body);
  await when;
  sent.destroy();
  await closed;
}

/** Comes true when one of these products announces this event. */
export function announced(name: string, ...products: readonly Product[]): Promise<void> {
  return new Promise((resolve) => {
    for (const product of products) {
      const events = product.app.get(AccountEvents);
      const announce = events.announce.bind(events);
      events.announce = (event, ...rest) => {
        announce(event, ...rest);
        if (event === name) resolve();
      };
    }
  });
}
