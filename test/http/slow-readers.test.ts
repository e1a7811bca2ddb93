import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Product } from '../support/product.js';
import { assetPaths } from './known-paths.js';

let product: Product;
let server: Server;

beforeAll(async () => {
  product = await Product.start();
  server = product.app.getHttpServer();
});

afterAll(() => product.remove());

describe('a client that takes nothing of its answers', () => {
  it('is cut off when nothing of them has moved for 75 s', async () => {
    expect(server.timeout).toBe(75_000);
    const [stylesheet = ''] = await assetPaths(product);
    // Half a second stands for the 75 s.
    server.timeout = 500;
    const connected = once(server, 'connection');
    const client = connect(product.settings.port, '127.0.0.1').on('error', () => undefined);
    client.pause();
    // The answer is more than the buffers of both sides hold.
    client.write(`GET ${stylesheet} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(60));
    const [socket] = (await connected) as [Socket];
    await vi.waitFor(() => expect(socket.writableLength).toBeGreaterThan(0), { timeout: 5_000 });
    await vi.waitFor(() => expect(socket.destroyed).toBe(true), { timeout: 10_000 });
    client.destroy();
  });
});
