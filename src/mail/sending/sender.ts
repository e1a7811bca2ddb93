import type { ComposedMail } from '../rendering/composed-mail.js';

/**
 * What became of a mail. `refused`: its recipient will never have it. `failed`: it may go out later; with `away` it is
 * the server, or our words to it, and every other mail would meet the same.
 */
export type Delivery =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly reason: string; readonly away: boolean };

/** Hands mails on: to a mail server, or to the folder where a developer reads them. */
export abstract class Sender {
  /** Never rejects. When `signal` aborts, the mail counts as failed. */
  abstract send(mail: ComposedMail, signal: AbortSignal): Promise<Delivery>;

  /** Tells why nothing can be sent now, or undefined where it can. Never rejects. */
  abstract trouble(): Promise<string | undefined>;

  /** Ends connections that are kept. */
  abstract close(): void;
}
