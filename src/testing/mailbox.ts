import { setTimeout as sleep } from 'node:timers/promises';
import { type KeptMail, KeptMails } from '../mail/kept/kept-mails.js';

/** Milliseconds; a mail goes out within this time, also on a machine that does much else. */
const PATIENCE = 20_000;

/** A mail as its reader has it. */
export class ReceivedMail implements KeptMail {
  readonly id: string;
  readonly to: string;
  readonly accountId: string | undefined;
  readonly subject: string;
  readonly at: string;
  readonly text: string;
  readonly html: string;
  readonly raw: string;

  constructor({ id, to, accountId, subject, at, text, html, raw }: KeptMail) {
    [this.id, this.to, this.accountId, this.subject, this.at] = [id, to, accountId, subject, at];
    [this.text, this.html, this.raw] = [text, html, raw];
  }

  /** The link of its text. Throws as {@link linkIn} does. */
  get link(): URL {
    return linkIn(this);
  }
}

/** Returns the link of a mail, which stands alone on a line of its text. Throws where there is none, or more than one. */
export function linkIn({ text }: Pick<KeptMail, 'text'>): URL {
  const links = text.split('\n').filter((line) => /^https?:\/\/\S+$/.test(line));
  const [link] = links;
  if (link === undefined || links.length > 1) throw new Error(`the mail has ${links.length} links:\n${text}`);
  return new URL(link);
}

/** The mails that go to one address. They are those that the product keeps, in the place of sending them. */
export class Mailbox {
  private readonly mails: KeptMails;
  private readonly read = new Set<string>();

  constructor(
    dataDir: string,
    readonly address: string,
  ) {
    this.mails = new KeptMails(dataDir);
  }

  /**
   * Waits for a mail with this in its subject that this mailbox has not returned before: the oldest of them. Throws
   * after 20 seconds, and names the mails that did come.
   */
  async next(about = /(?:)/): Promise<ReceivedMail> {
    for (const end = performance.now() + PATIENCE; ; await sleep(20)) {
      const found = (await this.all()).find(({ id, subject }) => !this.read.has(id) && about.test(subject));
      if (found !== undefined) {
        this.read.add(found.id);
        return found;
      }
      if (performance.now() > end) throw new Error(await this.missing(about));
    }
  }

  /** Returns those that have come until now, the oldest first. Mails go out after the answer: one may be on its way. */
  async all(): Promise<ReceivedMail[]> {
    const mails = (await this.mails.all()).filter(({ to }) => to === this.address);
    return mails.toReversed().map((mail) => new ReceivedMail(mail));
  }

  private async missing(about: RegExp): Promise<string> {
    const others = (await this.all()).map(({ id, subject }) => `"${subject}"${this.read.has(id) ? ' (read before)' : ''}`);
    return `no mail about ${about} has come to ${this.address}; there are: ${others.join(', ') || 'none'}`;
  }
}
