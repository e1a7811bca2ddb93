import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type KeptMail, KeptMails } from '../../../src/mail/kept/kept-mails.js';
import { tokenIn } from '../../mail/mailbox.js';
import { Product } from '../../support/product.js';
import { logIn, PASSWORD, type Person, register, someone, type Visitor } from '../../support/visitor.js';
import { type Address, type Deed, everyOrder, type Verdict, type World } from './address-orders.js';
import { addressOf, ask, confirm, SUBJECTS, undo } from './changing.js';

/** So many orders run side by side, each on an account of its own. */
const AT_ONCE = 6;

const NEW_PASSWORD = 'a quiet lamp above seven stairs';

let product: Product;
const mails: Pick<KeptMail, 'to' | 'subject' | 'text'>[] = [];

beforeAll(async () => {
  product = await Product.start();
  // Hundreds of accounts get thousands of mails, more than are kept as files.
  vi.spyOn(KeptMails.prototype, 'add').mockImplementation(async (mail) => void mails.push(mail));
});

afterAll(async () => {
  await product.remove();
  vi.restoreAllMocks();
});

/** The account of one order, and the links that were mailed on the way. */
class Course {
  readonly visitor: Visitor = product.visitor();
  private readonly person: Person = someone();
  private readonly seen = new Set<object>();
  private readonly links = new Map<string, string>();
  private readonly formers: Address[] = [];
  private present: Address = 'A';
  private password = PASSWORD;
  private isIn = false;

  constructor(readonly order: readonly Deed[]) {}

  async run(): Promise<Verdict[]> {
    await register(this.visitor, this.person);
    const verdicts: Verdict[] = [];
    for (const deed of this.order) verdicts.push(await this.does(deed));
    return verdicts;
  }

  async end(): Promise<{ email: string; emailVerified: boolean }> {
    await this.comeIn();
    return addressOf(this.visitor);
  }

  mailbox(address: Address): string {
    return this.person.email.replace('@', `-${address.toLowerCase()}@`).replace('-a@', '@');
  }

  private async does(deed: Deed): Promise<Verdict> {
    const [what = '', which = ''] = deed.split(' ');
    if (what === 'ask') return this.asks(which as Address);
    if (what === 'press') return this.presses(which as Address);
    if (what === 'forget') return this.forgets();
    return what === 'reset' ? this.resets() : this.takesBack(which === 'first' ? 0 : 1);
  }

  private async asks(to: Address): Promise<Verdict> {
    await this.comeIn();
    expect((await ask(this.visitor, this.mailbox(to))).status).toBe(202);
    this.links.set(`press ${to}`, await this.linkTo(to, SUBJECTS.change));
    return 'done';
  }

  private async presses(to: Address): Promise<Verdict> {
    const verdict = verdictOf((await confirm(this.visitor, this.links.get(`press ${to}`) ?? '')).status);
    if (verdict === 'void') return verdict;
    this.formers.push(this.present);
    const undoLink = await this.linkTo(this.present, SUBJECTS.changed);
    this.links.set(`undo ${this.formers.length - 1}`, undoLink);
    this.present = to;
    return verdict;
  }

  private async forgets(): Promise<Verdict> {
    await this.visitor.post('/forgot-password', { email: this.mailbox(this.present) }, 'json');
    this.links.set('reset', await this.linkTo(this.present, SUBJECTS.reset));
    return 'done';
  }

  private async resets(): Promise<Verdict> {
    const fields = { password: NEW_PASSWORD, passwordConfirmation: NEW_PASSWORD };
    const token = this.links.get('reset') ?? '';
    const verdict = verdictOf((await this.visitor.post('/reset-password', { token, ...fields }, 'json')).status);
    if (verdict === 'void') return verdict;
    this.password = NEW_PASSWORD;
    this.isIn = false;
    return verdict;
  }

  private async takesBack(place: number): Promise<Verdict> {
    const verdict = verdictOf((await undo(this.visitor, this.links.get(`undo ${place}`) ?? '')).status);
    if (verdict === 'void') return verdict;
    this.present = this.formers[place] ?? 'A';
    this.isIn = false;
    // The link for a new password is mailed with it; the next one that is asked for is another one.
    await this.linkTo(this.present, SUBJECTS.reset);
    return verdict;
  }

  private async comeIn(): Promise<void> {
    if (this.isIn) return;
    this.isIn = true;
    const answer = await logIn(this.visitor, { ...this.person, password: this.password });
    expect(answer.status).toBe(200);
  }

  /** The secret of a mail that has not been looked at. */
  private async linkTo(address: Address, subject: RegExp): Promise<string> {
    const to = this.mailbox(address);
    const isNew = (mail: (typeof mails)[number]) => mail.to === to && subject.test(mail.subject) && !this.seen.has(mail);
    const mail = await vi.waitFor(() => mails.find(isNew) ?? expect.fail(`no mail to ${to} about ${subject}`), {
      timeout: 10_000,
      interval: 5,
    });
    this.seen.add(mail);
    return tokenIn(mail);
  }
}

function verdictOf(status: number): Verdict {
  expect([200, 204, 410]).toContain(status);
  return status === 410 ? 'void' : 'done';
}

/** Runs one order and says where it differs from the model; an empty text where it does not. */
async function differenceOf(world: World): Promise<string> {
  const course = new Course(world.order);
  const verdicts = await course.run();
  const { email, emailVerified } = await course.end();
  const real = [...verdicts, email, emailVerified].join(' ');
  const model = [...world.verdicts, course.mailbox(world.address), world.proven].join(' ');
  return real === model ? '' : `${world.order.join('; ')}: ${real} instead of ${model}`;
}

describe('the product does what the model does', { timeout: 900_000 }, () => {
  it('in every order of two changes of address, a reset and undos', async () => {
    const worlds = everyOrder();
    expect(worlds.length).toBeGreaterThan(300);
    const differences: string[] = [];
    for (let from = 0; from < worlds.length; from += AT_ONCE) {
      differences.push(...(await Promise.all(worlds.slice(from, from + AT_ONCE).map(differenceOf))));
    }
    expect(differences.filter((text) => text !== '')).toEqual([]);
  });
});
