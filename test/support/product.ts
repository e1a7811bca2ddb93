import type { DynamicModule, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from '../../src/app.js';
import { readSettings } from '../../src/config/read-settings.js';
import type { Settings } from '../../src/config/settings.js';
import { Serving } from '../../src/health/serving.js';
import { freePort } from './free-port.js';
import { type Environment, freshStorage, type Storage } from './storage.js';
import { Visitor } from './visitor.js';

/** What tests would trip over: slow hashes, and limits for one address where a whole test is one address. */
const FOR_TESTS = {
  BCRYPT_COST: '4',
  LOG_LEVEL: 'silent',
  THROTTLE_ACCOUNT: 'off',
  THROTTLE_ADDRESS: 'off',
  THROTTLE_LOGIN: 'off',
  THROTTLE_REGISTER: 'off',
};

/** The product as it ships, listening, on a storage of its own. */
export class Product {
  private constructor(
    readonly app: NestExpressApplication,
    readonly settings: Settings,
    readonly storage: Storage,
    readonly url: string,
  ) {}

  static async start(env: Environment = {}, extra: (Type | DynamicModule)[] = []): Promise<Product> {
    return Product.on(await freshStorage(), env, extra);
  }

  /** Another instance, or the same one again, on a storage that is there already. */
  static async on(storage: Storage, env: Environment = {}, extra: (Type | DynamicModule)[] = []): Promise<Product> {
    const port = await freePort();
    const settings = readSettings({ ...FOR_TESTS, PORT: String(port), ...storage.env, ...env });
    const app = await createApp(settings, extra);
    await app.listen(settings.port, settings.host);
    app.get(Serving).begin();
    return new Product(app, settings, storage, `http://localhost:${port}`);
  }

  visitor(headers: Record<string, string> = {}): Visitor {
    return new Visitor(this.url, headers);
  }

  async close(): Promise<void> {
    await this.app.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await this.storage.remove();
  }
}
