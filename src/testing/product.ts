import type { DynamicModule, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from '../app.js';
import { readSettings } from '../config/read-settings.js';
import type { Settings } from '../config/settings.js';
import { Serving } from '../health/serving.js';
import { MailSettings } from '../mail/mail.settings.js';
import { TeamModule } from '../team/team.module.js';
import { freePort } from './free-port.js';
import { Mailbox } from './mailbox.js';
import type { SignedInVisitor } from './person.js';
import { SignedIn, type SignedInOptions } from './signed-in.js';
import { type Environment, freshStorage, type Storage } from './storage.js';
import { TEST_SETTINGS } from './test-settings.js';
import { tellFaults } from './told-faults.js';
import { Visitor } from './visitor.js';

type Modules = (Type | DynamicModule)[];

/** The product as it ships, listening on a free port of this machine. */
export class Product {
  private people: SignedIn | undefined;

  private constructor(
    readonly app: NestExpressApplication,
    readonly settings: Settings,
    readonly storage: Storage,
    readonly url: string,
  ) {}

  /** Starts it on a storage of its own, with these modules beside the product's. Throws what its start throws. */
  static async start(env: Environment = {}, modules: Modules = []): Promise<Product> {
    const storage = await freshStorage();
    try {
      return await Product.on(storage, env, modules);
    } catch (error) {
      await storage.remove();
      throw error;
    }
  }

  /** Starts another instance, or the same one again, on a storage that is there already. */
  static async on(storage: Storage, env: Environment = {}, modules: Modules = []): Promise<Product> {
    const port = await freePort();
    const settings = readSettings({ ...TEST_SETTINGS, PORT: String(port), ...storage.env, ...env });
    const app = await createApp(settings, modules);
    await app.listen(settings.port, settings.host);
    app.get(Serving).begin();
    return new Product(app, settings, storage, `http://localhost:${port}`);
  }

  /** Makes a browser that has never been here; every request of it has these headers. */
  visitor(headers: Record<string, string> = {}): Visitor {
    return new Visitor(this.url, headers);
  }

  /** Makes somebody new with a browser in which they are signed in. */
  signedIn(options: SignedInOptions = {}): Promise<SignedInVisitor> {
    this.people ??= new SignedIn(this.app, this.url);
    return this.people.visitor(options);
  }

  /** Opens the mailbox of an address. Throws where MAIL_URL is set, because those mails go to a mail server. */
  mailbox(address: string): Mailbox {
    if (this.app.get(MailSettings).server !== undefined)
      throw new Error('mails go to MAIL_URL: without it they are kept for a test');
    return new Mailbox(this.settings.dataDir, address);
  }

  async close(): Promise<void> {
    await this.app.close();
  }

  /** Stops it and deletes its storage. */
  async remove(): Promise<void> {
    await this.close();
    await this.storage.remove();
  }
}

export interface ProductOptions {
  /** These differ from TEST_SETTINGS, by the names of docs/settings.md. */
  readonly settings?: Environment;
  /** These are of the team: all that TeamModule names, where nothing is said. */
  readonly modules?: Modules;
}

/**
 * Starts the product on a storage of its own, which `remove()` deletes, and tells faults of handlers where the test
 * runs. Throws what the product's start throws.
 */
export async function startProduct({ settings = {}, modules = [TeamModule] }: ProductOptions = {}): Promise<Product> {
  const product = await Product.start(settings, modules);
  tellFaults(product.app);
  return product;
}
