import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HIDDEN, ONE_REQUEST, SMUGGLING } from '../http/smuggling-forms.js';
import { eventually } from '../support/servers/index.js';
import { Visitor } from '../support/visitor.js';
import { FRONTS, Fronts } from './fronts.js';
import { OddClient } from './odd-client.js';

let fronts: Fronts;

beforeAll(async () => {
  // In production the log is JSON.
  const secrets = { NODE_ENV: 'production', SESSION_SECRET: 'a secret for the rehearsal of smuggling' };
  fronts = await Fronts.start({ ...secrets, PUBLIC_URL: 'http://localhost' });
});

afterAll(() => fronts?.stop());

const requests = () => fronts.product.log.filter(({ msg }) => msg === 'request');

/** The ids of the requests for the hidden path that the product has seen so far. */
const hidden = () => requests().flatMap(({ path, requestId }) => (path === HIDDEN ? [requestId] : []));

describe.each(FRONTS)('at %s', (name) => {
  it('no request is smuggled past another', async () => {
    const visitor = new Visitor(fronts.url(name));
    for (const [form, request] of [...SMUGGLING, ...ONE_REQUEST]) {
      const before = hidden().length;
      const received = await new OddClient(fronts.port(name), request).answers();
      // Who comes next gets the answer to her own question; and when it is in the log, so is all before it.
      const next = await visitor.get('/session', 'json');
      expect([form, next.status, next.json]).toEqual([form, 200, { authenticated: false }]);
      const own = next.headers.get('x-request-id');
      await eventually('it is in the log', () => requests().some(({ requestId }) => requestId === own));
      // A proxy may have found a second request: then it has asked for an answer, and told it.
      const told = [...received.matchAll(/^x-request-id: (\S+)/gim)].map(([, id]) => id);
      const seen = hidden().slice(before);
      const smuggled = name === 'the port itself' ? seen : seen.filter((id) => !told.includes(String(id)));
      expect([form, received, smuggled]).toEqual([form, received, []]);
    }
  });
});
