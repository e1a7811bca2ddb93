import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MikroORM } from '@mikro-orm/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AccountRemoval } from '../../../src/users/removal/account-removal.js';
import { Product } from '../../support/product.js';
import { signIn } from '../../support/visitor.js';
import { Letter } from './letter.entity.js';
import { LettersModule } from './letters.module.js';

let product: Product;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'letters-'));
  product = await Product.start({ MIGRATE_ON_START: 'true', LETTERS_FOLDER: folder }, [LettersModule]);
});

afterAll(async () => {
  await product.remove();
  rmSync(folder, { recursive: true });
});

it("the guide's letters and scans are in the copy of whose they are, and gone with the account", async () => {
  const [author, other] = [product.visitor(), product.visitor()];
  await signIn(author);
  await signIn(other);
  const ids = await Promise.all(
    [author, other].map(async (one) => (await one.get('/session', 'json')).json['user'].id as string),
  );
  const em = product.app.get(MikroORM).em.fork();
  for (const [place, id] of ids.entries()) {
    em.create(Letter, { author: id, text: `letter ${place}`, sentAt: new Date() });
    mkdirSync(join(folder, id));
    writeFileSync(join(folder, id, `scan ${place}.png`), '');
  }
  await em.flush();

  const { json } = await author.get('/settings/export');
  expect(json['letters']).toEqual([{ text: 'letter 0', sentAt: expect.stringMatching(/Z$/) }]);
  expect(json['scans']).toEqual(['scan 0.png']);

  const [id = '', stays = ''] = ids;
  await product.app.get(AccountRemoval).remove(id, { reason: 'operator', username: 'reserved' });
  expect((await em.fork().find(Letter, {})).map(({ author: whose }) => whose)).toEqual([stays]);
  expect([existsSync(join(folder, id)), existsSync(join(folder, stays))]).toEqual([false, true]);
});
