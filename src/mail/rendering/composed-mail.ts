import type { Address } from '../mail-address.js';

/** A mail as it goes out. */
export interface ComposedMail {
  /** This is the same at every try, so that whoever gets it twice sees it once. */
  readonly messageId: string;
  readonly from: Address;
  readonly replyTo: Address | undefined;
  /** This is one address, exactly as it is stored. */
  readonly to: string;
  /** This is undefined where the mail is about no account. No header says it. */
  readonly accountId?: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** This is the tag of the language that it is written in. */
  readonly language: string;
}
