import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/network.js';
import { Closers, type Environment } from '../support/product.js';
import { answers, eventually } from '../support/servers/index.js';
import { KeepAliveClient, type Target } from '../support/visitor.js';
import { Apache } from './apache.js';
import { Caddy } from './caddy.js';
import { type Certificates, certificatesFor } from './certificates.js';
import { HOST, type Places } from './delivered.js';
import { Haproxy } from './haproxy.js';
import { Instance } from './instance.js';
import { Nginx } from './nginx.js';
import { type OtherFront, otherFront } from './other-fronts.js';
import { emptyServers, production } from './servers.js';
import { Varnish } from './varnish.js';

const FRONTS = {
  nginx: Nginx,
  haproxy: Haproxy,
  caddy: Caddy,
  apache: Apache,
  varnish: Varnish,
  nghttpx: otherFront('nghttpx'),
  h2o: otherFront('h2o'),
  squid: otherFront('squid'),
  lighttpd: otherFront('lighttpd'),
};

export interface Topology {
  readonly front: keyof typeof FRONTS;
  /** How the load balancer reaches the instances. */
  readonly by: 'unix' | 'tcp';
  /** It knows the first instance alone. */
  readonly alone?: true;
}

export const TOPOLOGIES: readonly Topology[] = [
  { front: 'nginx', by: 'unix' },
  { front: 'haproxy', by: 'unix' },
  { front: 'nginx', by: 'tcp' },
  { front: 'haproxy', by: 'tcp' },
];

/** The delivered files for a site of its own, with TLS. */
export const SITES: readonly Topology[] = [
  { front: 'nginx', by: 'unix' },
  { front: 'haproxy', by: 'unix' },
  { front: 'caddy', by: 'tcp' },
  { front: 'apache', by: 'tcp' },
  { front: 'varnish', by: 'tcp' },
  { front: 'nghttpx', by: 'tcp' },
  { front: 'h2o', by: 'tcp', alone: true },
  { front: 'squid', by: 'tcp' },
  { front: 'lighttpd', by: 'tcp' },
];

/** Two instances behind a load balancer, as processes, with the delivered configuration. Needs DATABASE_URL and REDIS_URL. */
export class Deployment {
  private constructor(
    readonly places: Places & { readonly certificates: Certificates },
    /** Those that the front asks. */
    readonly instances: readonly Instance[],
    readonly proxy: Nginx | Haproxy | Caddy | Apache | Varnish | OtherFront,
    private readonly closers: Closers,
  ) {}

  /** `more` makes the rest of the environment of what the places have become. */
  static async start(topology: Topology, more: (places: Places) => Environment): Promise<Deployment> {
    const { front, by } = topology;
    const closers = new Closers();
    try {
      const folder = mkdtempSync(join(tmpdir(), 'gatehouse-deployment-'));
      await closers.add(Promise.resolve(folder), async () => rmSync(folder, { recursive: true, force: true }));
      const certificates = certificatesFor([HOST], folder);
      const places = { port: await freePort(), tlsPort: await freePort(), instances: await targets(by, folder), certificates };
      const servers = await closers.add(emptyServers(), (started) => started.remove());
      const env = { ...production(servers.env), TRUST_PROXY: '127.0.0.1', ...more(places) };
      const asked = topology.alone === true ? places.instances.slice(0, 1) : places.instances;
      const starts = asked.map((at) => closers.add(Instance.start(at, env), (instance) => instance.stop()));
      const instances = await Promise.all(starts);
      const proxy = FRONTS[front].start(places);
      await closers.add(Promise.resolve(proxy), () => proxy.stop().then(() => proxy.remove()));
      await eventually('it passes requests on', () => passesOn(topology, places), proxy);
      return new Deployment(places, instances, proxy, closers);
    } catch (error) {
      await closers.closeAll();
      throw error;
    }
  }

  /** What the load balancer's own program says of the delivered configuration. */
  static check({ front, by }: Topology): Promise<{ readonly code: number | null; readonly said: string }> {
    const instances: [Target, Target] =
      by === 'unix' ? [{ socketPath: '/tmp/1' }, { socketPath: '/tmp/2' }] : [{ port: 3001 }, { port: 3002 }];
    return FRONTS[front].test({ port: 8_080, tlsPort: 8_443, instances });
  }

  stop(): Promise<void> {
    return this.closers.closeAll();
  }
}

/** The address is by TLS where the delivered file speaks it. */
async function passesOn({ front, by }: Topology, places: Deployment['places']): Promise<boolean> {
  if (front === 'nginx' && by === 'tcp') return answers(`http://127.0.0.1:${places.port}/health/ready`);
  const tls = { ca: places.certificates.ca, servername: HOST };
  const client = new KeepAliveClient({ port: places.tlsPort }, tls);
  try {
    return (await client.get('/health/ready', { host: HOST })).status === 200;
  } catch {
    return false;
  } finally {
    client.close();
  }
}

async function targets(by: Topology['by'], folder: string): Promise<[Target, Target]> {
  if (by === 'tcp') return [{ port: await freePort() }, { port: await freePort() }];
  return [{ socketPath: join(folder, '1.sock') }, { socketPath: join(folder, '2.sock') }];
}
