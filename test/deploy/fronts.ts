import { freePort } from '../support/network.js';
import type { Environment } from '../support/product.js';
import { answers, eventually, type ProductProcess, startProcess } from '../support/servers/index.js';
import { MinimalHaproxy } from './minimal-haproxy.js';
import { Nginx } from './nginx.js';
import { emptyServers, type Servers } from './servers.js';

/** Where a visitor may come in. */
export const FRONTS = ['the port itself', 'nginx', 'HAProxy'] as const;

/** One instance, and both proxies in front of it. */
export class Fronts {
  private constructor(
    readonly product: ProductProcess,
    private readonly ports: Readonly<Record<(typeof FRONTS)[number], number>>,
    private readonly proxies: readonly [Nginx, MinimalHaproxy],
    private readonly servers: Servers,
  ) {}

  static async start(env: Environment = {}): Promise<Fronts> {
    const servers = await emptyServers();
    const [app, nginx, haproxy] = [await freePort(), await freePort(), await freePort()];
    const settings = { TRUST_PROXY: '127.0.0.1', MIGRATE_ON_START: 'true', PORT: String(app) };
    const product = await startProcess({ ...servers.env, ...settings, ...env });
    const proxies = [
      Nginx.start({ port: nginx, tlsPort: await freePort(), instances: [{ port: app }, { port: app }] }),
      MinimalHaproxy.start(haproxy, app),
    ] as const;
    const fronts = new Fronts(product, { 'the port itself': app, nginx, HAProxy: haproxy }, proxies, servers);
    for (const name of FRONTS) await eventually(`${name} answers`, () => answers(`${fronts.url(name)}/health/ready`), product);
    return fronts;
  }

  port(name: (typeof FRONTS)[number]): number {
    return this.ports[name];
  }

  url(name: (typeof FRONTS)[number]): string {
    return `http://127.0.0.1:${this.port(name)}`;
  }

  async stop(): Promise<void> {
    for (const proxy of this.proxies) {
      await proxy.stop();
      proxy.remove();
    }
    await this.product.stop();
    await this.servers.remove();
  }
}
