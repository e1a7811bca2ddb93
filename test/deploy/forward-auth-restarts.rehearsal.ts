import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../support/network.js';
import { Closers } from '../support/product.js';
import { eventually } from '../support/servers/index.js';
import { someone } from '../support/visitor.js';
import { certificatesFor } from './certificates.js';
import { HOST } from './delivered.js';
import { FarClient } from './far-client.js';
import { ForeignService } from './foreign-service.js';
import { Front } from './forward-auth-front.js';
import { Instance } from './instance.js';
import { Load } from './load.js';
import { emptyServers, production } from './servers.js';

/** Milliseconds that somebody at the service thinks after an answer. */
const THINKS = 30;

const closers = new Closers();
afterEach(() => closers.closeAll());

it.each(['nginx-same-host.conf', 'Caddyfile.same-host', 'haproxy-same-host.cfg'])(
  'a rolling restart behind %s under load loses nothing of our pages and nothing of the service',
  { timeout: 180_000 },
  async (file) => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-door-'));
    await closers.add(Promise.resolve(folder), async () => rmSync(folder, { recursive: true, force: true }));
    const [servers, service] = [
      await closers.add(emptyServers(), (both) => both.remove()),
      await closers.add(ForeignService.start(), (own) => own.stop()),
    ];
    const env = { ...production(servers.env), PUBLIC_URL: `https://${HOST}`, TRUST_PROXY: '127.0.0.1' };
    const ports = [await freePort(), await freePort()] as const;
    const start = (port: number) => closers.add(Instance.start({ port }, env), (instance) => instance.stop());
    const instances = [await start(ports[0]), await start(ports[1])];
    const certificates = certificatesFor([HOST], folder);
    const places = { port: await freePort(), gatehouse: ports, service: service.port, certificates };
    const front = await closers.add(Promise.resolve(Front.start(file, places)), (started) => started.stop());
    const client = () => new FarClient(places.port, certificates.ca);
    const ready = () => client().ask(HOST, '/health/ready').then(({ status }) => status === 200, () => false); // prettier-ignore
    await eventually('the front answers', ready, front.program);

    const load = await Load.start({ port: places.port }, { ca: certificates.ca, servername: HOST }, HOST);
    let over = false;
    const told: string[] = [];
    const asks = Array.from({ length: 4 }, async () => {
      const [person, guest] = [someone(), client()];
      await guest.post(HOST, '/register', { ...person, passwordConfirmation: person.password });
      await guest.post(HOST, '/login', { identifier: person.username, password: person.password });
      while (!over) {
        for (const method of ['GET', 'POST']) {
          const sent = guest.ask(HOST, '/service/page', { method, ...(method === 'POST' && { body: 'a=b' }) });
          told.push(await sent.then(({ status }) => String(status), String)); // prettier-ignore
          await sleep(THINKS);
        }
      }
    });
    await load.goesOn();
    for (const instance of instances) {
      await instance.restart();
      await eventually('it is asked again', () => instance.log.some(({ path }) => path === '/dashboard'));
    }
    await load.goesOn();
    const signedOut = await load.end();
    over = true;
    await Promise.all(asks);
    expect([load.failures, signedOut, told.filter((status) => status !== '200')]).toEqual([[], 0, []]);
    expect([load.requests >= 500, told.length >= 500]).toEqual([true, true]);
  },
);
