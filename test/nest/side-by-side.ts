import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { partsOf } from '../../src/features/feature.js';
import { Product } from '../support/product.js';

export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** These an author sets, or are the answer; the others are the product's own on every answer. */
const COMPARED = ['content-type', 'location', 'content-disposition', 'x-own', 'x-web', 'x-middleware', 'x-functional', 'retry-after', 'set-cookie', 'accept-ranges', 'content-range', 'last-modified', 'www-authenticate']; // prettier-ignore

/** The same module run by Nest alone and by the product, both listening. */
export class SideBySide {
  private constructor(
    readonly product: Product,
    private readonly plain: NestExpressApplication,
    private readonly plainUrl: string,
  ) {}

  static async start(modules: (Type | DynamicModule)[]): Promise<SideBySide> {
    const product = await Product.start({}, modules);
    const root: DynamicModule = { module: class Root {}, imports: modules };
    const plain = await NestFactory.create<NestExpressApplication>(root, { logger: false });
    // What a module has for the application stands in main.ts there.
    for (const module of modules) await partsOf('module' in module ? module.module : module)?.application?.(plain);
    await plain.listen(0, '127.0.0.1');
    return new SideBySide(product, plain, await plain.getUrl());
  }

  /** Sends the same to both. */
  async ask(path: string, init: RequestInit = {}): Promise<{ readonly nest: Seen; readonly ours: Seen }> {
    const [nest, ours] = await Promise.all([seen(this.plainUrl + path, init), seen(this.product.url + path, init)]);
    return { nest, ours };
  }

  get urls(): readonly [nest: string, ours: string] {
    return [this.plainUrl, this.product.url];
  }

  async stop(): Promise<void> {
    await this.plain.close();
    await this.product.remove();
  }
}

async function seen(url: string, init: RequestInit): Promise<Seen> {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  const headers = [...answer.headers].filter(([name]) => COMPARED.includes(name));
  return { status: answer.status, headers: Object.fromEntries(headers), body: await answer.text() };
}
