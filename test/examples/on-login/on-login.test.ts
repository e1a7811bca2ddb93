import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { logIn, register, someone } from '../../support/visitor.js';
import { LoginJournal } from './login-journal.js';
import { LoginJournalModule } from './login-journal.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [LoginJournalModule]);
});

afterAll(() => product.remove());

describe("the guide's listener", () => {
  it('hears of a login and of a refused one, once each, and of no password', async () => {
    const { entries } = product.app.get(LoginJournal, { strict: false });
    const person = someone();
    const { json } = await register(product.visitor(), person);
    await logIn(product.visitor(), person);
    await logIn(product.visitor(), { ...person, password: 'not this one' });
    expect(entries).toEqual([
      expect.stringMatching(new RegExp(`^[-:.\\dTZ]+ ${json['user'].id} from 127\\.0\\.0\\.1$`)),
      expect.stringMatching(new RegExp(`^[-:.\\dTZ]+ ${json['user'].id} refused from 127\\.0\\.0\\.1: .+$`)),
    ]);
    expect(entries.join('')).not.toMatch(/not this one|correct horse/);
  });
});
