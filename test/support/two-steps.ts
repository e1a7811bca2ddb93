import { AskedSteps } from './login-steps.js';
import { logIn, type Person } from './people.js';
import { Product } from './product.js';
import type { Answer, Format, Visitor } from './visitor.js';

/** Two instances whose logins have a first and a second step. */
export class TwoSteps {
  private constructor(
    readonly steps: AskedSteps,
    readonly here: Product,
    readonly there: Product,
  ) {}

  static async start(): Promise<TwoSteps> {
    const steps = new AskedSteps();
    const modules = [steps.module('second', 20), steps.module('first', 10)];
    const here = await Product.start({}, modules);
    // The embedded storage has one process.
    return new TwoSteps(steps, here, here.storage.onServers ? await Product.on(here.storage, {}, modules) : here);
  }

  async remove(): Promise<void> {
    if (this.there !== this.here) await this.there.close();
    await this.here.remove();
  }

  /** The same browser at the other instance. */
  atThere(visitor: Visitor): Visitor {
    return visitor.copy(this.there.url);
  }

  /** A browser with the right password, at the first step or at the second. */
  async atStep(step: 'first' | 'second', fields = {}): Promise<{ visitor: Visitor; person: Person }> {
    const visitor = this.here.visitor();
    const person = await this.steps.someoneAsked(visitor);
    await logIn(visitor, person, 'json', fields);
    if (step === 'second') await pass(visitor, 'first');
    return { visitor, person };
  }
}

/** Sends the right code of a step. */
export function pass(visitor: Visitor, step: string, format: Format = 'json', more = {}): Promise<Answer> {
  return visitor.post(`/login/${step}`, { code: step, ...more }, format);
}

/** Where an answer leads, in either format. */
export function target({ headers, json }: Answer): string | undefined {
  return headers.get('location') ?? (json['redirectTo'] as string | undefined);
}
