import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Environment, type RawEnvironment } from '../../src/config/environment.js';
import { MailSettings } from '../../src/mail/mail.settings.js';
import { RegistrationSettings } from '../../src/auth/pending-registration/registration.settings.js';
import { VerificationSettings } from '../../src/auth/verification/verification.settings.js';
import { Authority } from '../support/servers/index.js';

const FROM = { MAIL_FROM: 'Shop <no-reply@mail.example.org>' };

function read(raw: RawEnvironment) {
  const env = new Environment(raw);
  return { settings: new MailSettings(env), problems: env.problems.map(({ message }) => message) };
}

const serverOf = (url: string) => read({ MAIL_URL: url, ...FROM }).settings.server;

describe('MAIL_URL', () => {
  it.each([
    ['smtp://mail.example.org', { port: 587, secure: false, requireTls: true }],
    ['smtp://mail.example.org:2525', { port: 2525, requireTls: true }],
    ['smtps://mail.example.org', { port: 465, secure: true }],
    ['smtp://shop:p%40ss%2Fword%3F@mail.example.org', { user: 'shop', password: 'p@ss/word?', host: 'mail.example.org' }],
    ['smtp://shop%40example.org:word@mail.example.org', { user: 'shop@example.org' }],
    ['smtp://localhost:25', { requireTls: false }],
    ['smtp://127.0.0.1:25', { requireTls: false }],
    ['smtp://[::1]:25', { host: '::1', requireTls: false }],
    // Names and addresses that only look like this machine.
    ['smtp://localhost.example.org', { requireTls: true }],
    ['smtp://127.0.0.1.example.org', { requireTls: true }],
    ['smtp://10.0.0.1', { requireTls: true }],
  ])('%s is read', (url, expected) => {
    expect(serverOf(url)).toMatchObject(expected);
  });

  it.each([
    ['http://mail.example.org', 'begins with smtp:// or smtps://'],
    ['mail.example.org', 'begins with smtp:// or smtps://'],
    ['smtp://', 'must name one host'],
    ['smtp://one.example.org,two.example.org', 'must name one host'],
    ['smtp://shop@mail.example.org', 'both a user and a password'],
    ['smtp://:hunter2-secret@mail.example.org', 'both a user and a password'],
    ['smtp://shop:hunter2-secret@mail.example.org/path', 'a path'],
    ['smtp://shop:hunter2-secret@mail.example.org:465', 'smtps://'],
    ['smtp://shop:hunter2-secret@mail.example.org?secure=true', 'a parameter'],
    ['smtp://shop:hunter2-secret@mail.example.org:99999', 'a port'],
    ['smtp://shop:hunter2/secret@mail.example.org', '%2F'],
  ])('%s is refused in one line that does not tell it', (url, told) => {
    const { problems } = read({ MAIL_URL: url, ...FROM });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^MAIL_URL .*/);
    expect(problems[0]).toContain(told);
    expect(problems[0]).not.toContain('\n');
    expect(problems[0]).not.toContain('hunter2');
  });

  it('may come from a file, and needs a sender', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'gatehouse-mail-')), 'url');
    writeFileSync(file, 'smtp://shop:word@mail.example.org\n');
    expect(read({ MAIL_URL_FILE: file, ...FROM }).settings.server).toMatchObject({ user: 'shop', password: 'word' });
    expect(read({ MAIL_URL: 'smtp://mail.example.org' }).problems).toEqual([expect.stringMatching(/^MAIL_FROM must be set/)]);
  });
});

describe('MAIL_FROM', () => {
  it.each([
    ['no-reply@mail.example.org', { name: '', address: 'no-reply@mail.example.org' }],
    ['Shop <no-reply@mail.example.org>', { name: 'Shop', address: 'no-reply@mail.example.org' }],
    ['"Shop, Inc." <no-reply@mail.example.org>', { name: 'Shop, Inc.', address: 'no-reply@mail.example.org' }],
    ['Müller & Söhne <post@xn--mller-kva.example>', { name: 'Müller & Söhne' }],
  ])('%s is read', (text, expected) => {
    expect(read({ MAIL_FROM: text }).settings.from).toMatchObject(expected);
  });

  it.each([
    'Shop',
    'Shop <no-reply>',
    'a@example.org, b@example.org',
    'Shop <a@example.org> <b@example.org>',
    'Shop\r\nBcc: b@example.org <a@example.org>',
    '<a@example.org',
    'a b@example.org',
    'a@b@example.org',
  ])('%j is refused', (text) => {
    expect(read({ MAIL_FROM: text }).problems).toEqual([expect.stringMatching(/^MAIL_FROM must be one address/)]);
  });
});

it('MAIL_CA_FILE is a file of certificates, and needs a server', () => {
  const authority = new Authority();
  expect(read({ MAIL_CA_FILE: authority.file }).problems).toEqual([expect.stringMatching(/^MAIL_CA_FILE needs MAIL_URL/)]);
  expect(read({ MAIL_URL: 'smtps://mail.example.org', ...FROM, MAIL_CA_FILE: authority.file }).problems).toEqual([]);
  expect(read({ MAIL_CA_FILE: '/etc/hostname' }).problems).toEqual([expect.stringMatching(/^MAIL_CA_FILE must name a file/)]);
  authority.remove();
});

describe('in production without mail', () => {
  const problemsOf = (Settings: new (env: Environment) => unknown, raw: RawEnvironment) => {
    const env = new Environment(raw);
    return [new Settings(env), env.problems.map(({ message }) => message)][1];
  };
  const WORDS: [variable: string, word: string, Settings: new (env: Environment) => unknown, told: string][] = [
    ['REGISTRATION', 'discreet', RegistrationSettings, 'discreet needs MAIL_URL: a sign-up ends with a mailed link'],
    [
      'EMAIL_VERIFICATION',
      'required',
      VerificationSettings,
      'required needs MAIL_URL, by which addresses are proven: set it, or say optional',
    ],
  ];

  it.each(WORDS)('%s=%s is refused in one line, and nowhere else', (variable, word, Settings, told) => {
    const raw = { [variable]: word };
    expect(problemsOf(Settings, { ...raw, NODE_ENV: 'production' })).toEqual([`${variable} ${told}`]);
    expect(problemsOf(Settings, { ...raw, NODE_ENV: 'development' })).toEqual([]);
    expect(problemsOf(Settings, { ...raw, NODE_ENV: 'production', MAIL_URL_FILE: '/run/secrets/mail' })).toEqual([]);
    expect(problemsOf(Settings, { NODE_ENV: 'production' })).toEqual([]);
  });
});
