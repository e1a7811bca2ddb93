import { afterAll, expect, it } from 'vitest';
import { MailServer } from '../mail/mail-server.js';
import { Closers, type Environment } from '../support/product.js';
import { ProductProcess } from '../support/servers/index.js';

const closers = new Closers();
afterAll(() => closers.closeAll());

async function run(env: Environment, ...args: string[]) {
  const command = new ProductProcess({ ...env, PORT: '0' }, 'console/mail.js', args);
  const code = await command.exited;
  return { code, out: command.lines.join('\n'), err: command.errors.join('\n') };
}

const FROM = { MAIL_FROM: 'Shop <no-reply@mail.example.org>' };

it('an operator sees what the mail server says to a mail, and never the password', async () => {
  const server = await closers.add(MailServer.start({ withAuth: true }), (started) => started.close());
  const env = { MAIL_URL: server.url, ...FROM };
  const taken = await run(env, 'test', 'ann@example.org');
  expect(taken).toMatchObject({ code: 0, err: '' });
  expect(taken.out).toMatch(/^S: 220 /m);
  expect(taken.out).toMatch(/^C: MAIL FROM:<no-reply@mail\.example\.org>/m);
  expect(taken.out).toMatch(/^S: 250 .*\n(.*\n)*127\.0\.0\.1 has taken the mail/m);
  expect(server.taken.map(({ to }) => to)).toEqual([['ann@example.org']]);
  server.answers.auth = (user, password) => [535, `5.7.8 ${user}, ${password} is wrong`];
  const refused = await run(env, 'test', 'ann@example.org');
  expect(refused.code).toBe(1);
  expect(refused.out).toMatch(/^S: 535 5\.7\.8 shop, … is wrong/m);
  expect(refused.err).toContain('The mail was not taken:');
  const encoded = [`\0shop\0a-secret-word`, 'a-secret-word'].map((text) => Buffer.from(text).toString('base64'));
  for (const { out, err } of [taken, refused]) {
    for (const secret of ['a-secret-word', ...encoded]) expect(out + err).not.toContain(secret);
  }
});

it('an operator is told how to ask, and what is missing', async () => {
  expect(await run(FROM, 'test', 'a, b@example.org')).toMatchObject({ code: 2, err: 'npm run mail -- test <e-mail>' });
  expect(await run({}, 'test', 'ann@example.org')).toMatchObject({ code: 1 });
  expect((await run({ MAIL_URL: 'smtp://localhost' }, 'test', 'a@example.org')).err).toContain(
    'MAIL_FROM must be set beside MAIL_URL',
  );
});
