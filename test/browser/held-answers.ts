import type { IncomingMessage } from 'node:http';
import { ForwardingProxy } from '../support/network.js';

/** What becomes of an answer: it stays with the proxy until the browser has gone, or the connection breaks at once. */
export type Loss = 'held' | 'cut';

/** A way to the product on which answers to forms get lost, when they are told to. */
export class HeldAnswers {
  /** The forms that have been answered, whether or not the browser heard of it. */
  readonly answered: string[] = [];
  private gate = Promise.resolve();
  private next: { loss: Loss; happened: () => void } | undefined;

  private constructor() {}

  static async before(product: string): Promise<{ answers: HeldAnswers; proxy: ForwardingProxy }> {
    const answers = new HeldAnswers();
    const proxy = await ForwardingProxy.start(
      product,
      (headers) => headers,
      (request) => answers.deliver(request),
    );
    return { answers, proxy };
  }

  /** Comes true when the product has answered the next form, which the browser will never hear of. */
  lose(loss: Loss): Promise<void> {
    return new Promise((happened) => {
      this.next = { loss, happened };
    });
  }

  /** No answer to a form is passed back until what this gives back is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gate = promise;
    return resolve;
  }

  private deliver(request: IncomingMessage): () => Promise<void> {
    if (request.method !== 'POST') return async () => undefined;
    const { next, gate } = this;
    this.next = undefined;
    return async () => {
      this.answered.push(request.url ?? '');
      if (next === undefined) return gate;
      next.happened();
      if (next.loss === 'cut') request.socket.destroy();
      return new Promise(() => undefined);
    };
  }
}
