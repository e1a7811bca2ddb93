import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { MetricsServer } from '../../src/metrics/metrics-server.js';
import { metricsUrl } from '../support/observing.js';
import { freshStorage, Product, type Storage } from '../support/product.js';

let storage: Storage;

beforeAll(async () => {
  storage = await freshStorage();
});

afterAll(() => storage.remove());

describe('with METRICS_PORT', () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.on(storage, { METRICS_PORT: '0' });
  });

  afterAll(() => product.close());

  const ask = (path: string, method = 'GET') => fetch(new URL(path, metricsUrl(product)), { method });

  it('/metrics answers in Prometheus text on that port', async () => {
    for (const path of ['/metrics', '/metrics?name=x']) {
      const answer = await ask(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
      expect(await answer.text()).toContain('gatehouse_build_info{');
    }
    const head = await ask('/metrics', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('nothing else does', async () => {
    for (const path of ['/', '/login', '/metrics/', '/METRICS', '/metrics/x', '/health/live', '/%6detrics']) {
      const answer = await ask(path);
      expect([path, answer.status, await answer.text()]).toEqual([path, 404, '']);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await ask('/metrics', method);
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD']);
    }
  });

  it('the public port has no metrics', async () => {
    for (const path of ['/metrics', '/metrics/', '/METRICS']) expect((await product.visitor().get(path)).status).toBe(404);
  });

  it('the port is closed with the product, whoever still holds a connection', async () => {
    const other = await Product.start({ METRICS_PORT: '0' });
    const url = metricsUrl(other);
    await (await fetch(url)).text();
    await other.remove();
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe('without METRICS_PORT', () => {
  it('nothing listens and nothing is observed, but security events are counted', async () => {
    const product = await Product.on(storage);
    expect(product.app.get(MetricsServer).port).toBeUndefined();
    expect(product.app.get(Metrics).requests).toBeUndefined();
    await product.visitor().get('/dashboard');
    expect(Object.fromEntries(product.app.get(Logger).securityEvents)).toMatchObject({ unauthorized: 1, forbidden: 0 });
    await product.close();
  });
});
