import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDataDir } from '../../config/data-dir.js';

/** A developer finds so many mails; older ones are removed. */
const KEPT = 200;

const NAME = /^(\d{13}-[0-9a-f-]{36})\.json$/;

/** This is a mail that was not sent. */
export interface KeptMail {
  readonly id: string;
  readonly to: string;
  /** This is missing where the mail is about no account. */
  readonly accountId?: string | undefined;
  readonly subject: string;
  readonly at: string;
  readonly text: string;
  readonly html: string;
  /** This is the message as a mail server would have got it. */
  readonly raw: string;
}

/** Keeps mails in `DATA_DIR/mail`, each as a message (`.eml`) and as what a page shows of it (`.json`). */
export class KeptMails {
  private readonly folder: string;

  constructor(private readonly dataDir: string) {
    this.folder = join(dataDir, 'mail');
  }

  async add(mail: Omit<KeptMail, 'id' | 'at'>): Promise<void> {
    makeDataDir(this.dataDir);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const at = new Date();
    const id = `${at.getTime()}-${randomUUID()}`;
    await writeFile(join(this.folder, `${id}.eml`), mail.raw, { mode: 0o600 });
    // Whoever looks at the same time sees a whole file or none.
    const file = join(this.folder, `${id}.json`);
    await writeFile(`${file}.partial`, JSON.stringify({ id, at: at.toISOString(), ...mail }), { mode: 0o600 });
    await rename(`${file}.partial`, file);
    await this.removeAll((await this.ids()).slice(KEPT));
  }

  /** Removes the mails of which this is true. */
  async remove(isGone: (mail: KeptMail) => boolean): Promise<void> {
    await this.removeAll((await this.all()).filter(isGone).map(({ id }) => id));
  }

  /** Returns all that are kept, the newest first. */
  async all(): Promise<KeptMail[]> {
    const found = await Promise.all((await this.ids()).map((id) => this.find(id)));
    return found.filter((mail) => mail !== null);
  }

  async find(id: string): Promise<KeptMail | null> {
    if (!NAME.test(`${id}.json`)) return null;
    try {
      return JSON.parse(await readFile(join(this.folder, `${id}.json`), 'utf8')) as KeptMail;
    } catch {
      return null;
    }
  }

  private async removeAll(ids: readonly string[]): Promise<void> {
    const names = ids.flatMap((id) => [`${id}.eml`, `${id}.json`]);
    await Promise.all(names.map((name) => rm(join(this.folder, name), { force: true })));
  }

  private async ids(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    const ids = names.map((name) => NAME.exec(name)?.[1]).filter((id) => id !== undefined);
    return ids.toSorted().reverse();
  }
}
