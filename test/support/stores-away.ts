import { expect, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { CircuitBreakers } from '../../src/outages/circuit-breakers.js';
import type { Closers } from './closers.js';
import { Network } from './network.js';
import { Product } from './product.js';
import { type Environment, freshStorage } from './storage.js';
import { type Answer, type Format, FORMATS } from './visitor.js';

export type Store = 'postgresql' | 'redis';

/** How a server goes away: its connections break and new ones are refused, or the network swallows all. */
export const WAYS = ['refused', 'silent'] as const;

/** A product on servers of its own, which a test takes away from it. */
export class StoresAway {
  private constructor(
    readonly product: Product,
    private readonly networks: Readonly<Record<Store, Network>>,
  ) {}

  static async start(closers: Closers, env: Environment = {}): Promise<StoresAway> {
    const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    const { DATABASE_URL = '', REDIS_URL = '' } = storage.env;
    const postgresql = await closers.add(Network.to(DATABASE_URL), (network) => network.close());
    const redis = await closers.add(Network.to(REDIS_URL), (network) => network.close());
    const urls = { DATABASE_URL: postgresql.by(DATABASE_URL), REDIS_URL: redis.by(REDIS_URL) };
    const product = await closers.add(Product.on(storage, { ...urls, ...env }), (instance) => instance.close());
    return new StoresAway(product, { postgresql, redis });
  }

  /** What the product's breaker in front of the store says. */
  state(store: Store): string | undefined {
    return this.product.app.get(CircuitBreakers).states[store];
  }

  /** All that the product has sent to the store, in the store's own language. */
  sentTo(store: Store): string {
    return this.networks[store].sent;
  }

  /** Its connections break, once. */
  cut(store: Store): void {
    this.networks[store].cut();
  }

  async away(store: Store, way: (typeof WAYS)[number]): Promise<void> {
    if (way === 'silent') this.networks[store].silence();
    else await this.networks[store].close();
  }

  /** Both stores are there, and the product has seen it by itself. */
  async back(): Promise<void> {
    await Promise.all([this.networks.postgresql.open(), this.networks.redis.open()]);
    const ready = async () => expect((await this.product.visitor().get('/health/ready')).status).toBe(200);
    await vi.waitFor(ready, { timeout: 5_000, interval: 20 });
  }

  /** The messages of warnings and faults from now on. */
  lines(): string[] {
    const lines: string[] = [];
    for (const level of ['warn', 'fault'] as const) {
      vi.spyOn(this.product.app.get(Logger), level).mockImplementation((message: string) => void lines.push(message));
    }
    return lines;
  }
}

/** In both formats: come again in two seconds, and no cookie is touched. */
export async function expectOutage(deed: string, send: (format: Format) => Promise<Answer>): Promise<void> {
  for (const format of FORMATS) {
    const { status, headers, setCookies, json } = await send(format);
    const code = format === 'json' ? 'service_unavailable' : undefined;
    expect([deed, format, status, headers.get('retry-after'), setCookies, json['code']]).toEqual([
      deed,
      format,
      503,
      '2',
      [],
      code,
    ]);
  }
}
