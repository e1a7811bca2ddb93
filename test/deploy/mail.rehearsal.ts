import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_MAIL, everyMail, type NamedMail } from '../mail/every-mail.js';
import { Rspamd, type Score, spamAssassin } from '../mail/real/spam-filters.js';
import { Closers, Product } from '../support/product.js';

const FROM = 'no-reply@mail.example.org';
const MOST_POINTS = 1;

/** Where everything must be there (REQUIRE_PROGRAMS) it is, or this fails. */
const PROGRAMS = ['/usr/bin/spamassassin', '/usr/bin/rspamd'];
const isLeftOut = !PROGRAMS.every((file) => existsSync(file)) && process.env['REQUIRE_PROGRAMS'] === undefined;

describe.skipIf(isLeftOut)('the mails of an account', { timeout: 240_000 }, () => {
  const closers = new Closers();
  let mails: NamedMail[];
  let rspamd: Rspamd;

  beforeAll(async () => {
    rspamd = await closers.add(Rspamd.start(), (started) => started.stop());
    const product = await closers.add(Product.start(EVERY_MAIL), (started) => started.remove());
    mails = await everyMail(product);
  }, 240_000);

  afterAll(() => closers.closeAll());

  it('have few points each with SpamAssassin and with Rspamd', async () => {
    for (const { name, raw, to } of mails) {
      for (const [filter, score] of [
        ['SpamAssassin', spamAssassin(raw)],
        ['Rspamd', await rspamd.score(raw, FROM, to)],
      ] as const) {
        console.info(`${name}: ${filter} ${told(score)}`);
        expect.soft([filter, name, told(score), score.points <= MOST_POINTS]).toEqual([filter, name, told(score), true]);
      }
    }
  });
});

function told({ points, rules }: Score): string {
  return `${points} (${rules.join(', ')})`;
}
