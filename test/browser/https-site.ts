import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { certificatesFor } from '../deploy/certificates.js';
import { type Environment, type Product, removeBoth, sideBySide } from '../support/product.js';
import { openBrowser } from './browser.js';

const HOST = 'gate.example.org';

/** How the product is told that it stands behind the front. */
export const BEHIND_TLS = { PUBLIC_URL: `https://${HOST}`, TRUST_PROXY: '1' } as const;

/**
 * The product as people visit it: by a name, over https, with a certificate of an authority that the browser trusts.
 * Requests go in turn to two instances, which on the embedded storage are one.
 */
export class HttpsSite {
  readonly origin = BEHIND_TLS.PUBLIC_URL;
  /** How many requests each instance has answered. */
  readonly answered = [0, 0];

  private constructor(
    readonly products: readonly [Product, Product],
    private readonly folder: string,
    private readonly front: https.Server,
  ) {}

  static async start(env: Environment = {}): Promise<HttpsSite> {
    const folder = mkdtempSync(join(tmpdir(), 'https-site-'));
    const { certificate, key } = certificatesFor([HOST], folder);
    const products = await sideBySide({ ...BEHIND_TLS, ...env });
    const front = https.createServer({ cert: readFileSync(certificate), key: readFileSync(key) });
    const site = new HttpsSite(products, folder, front);
    let turn = 0;
    front.on('request', (request, response) => site.pass((turn += 1) % 2 === 0 ? 0 : 1, request, response));
    await once(front.listen(0, '127.0.0.1'), 'listening');
    return site;
  }

  get product(): Product {
    return this.products[0];
  }

  /** Opens Chromium that knows the way and trusts the authority, as by the store of its person. */
  openBrowser(): Promise<Browser> {
    const store = join(this.folder, '.pki/nssdb');
    mkdirSync(store, { recursive: true });
    const certutil = (...args: string[]) => execFileSync('certutil', ['-d', `sql:${store}`, ...args]);
    certutil('-N', '--empty-password');
    certutil('-A', '-t', 'C,,', '-n', 'the rehearsal', '-i', join(this.folder, 'ca.pem'));
    const { port } = this.front.address() as AddressInfo;
    const env = { PATH: process.env['PATH'] ?? '', HOME: this.folder };
    return openBrowser({ env, args: [`--host-resolver-rules=MAP ${HOST}:443 127.0.0.1:${port}`] });
  }

  async remove(): Promise<void> {
    this.front.closeAllConnections();
    this.front.close();
    await removeBoth(this.products);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private pass(instance: 0 | 1, request: http.IncomingMessage, response: http.ServerResponse): void {
    const { url = '/', method } = request;
    const headers = { ...request.headers, 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' };
    const passed = http.request(new URL(url, this.products[instance].url), { method, headers, agent: false }, (answer) => {
      this.answered[instance] = (this.answered[instance] ?? 0) + 1;
      answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
    });
    passed.on('error', () => response.destroy());
    response.once('close', () => passed.destroy());
    request.pipe(passed);
  }
}
