import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { type Answer, logIn, PASSWORD, type Person, signIn, type Visitor } from '../support/visitor.js';

let product: Product;
let guest: Visitor;
let member: Visitor;
let person: Person;

beforeAll(async () => {
  product = await Product.start();
  [guest, member] = [product.visitor(), product.visitor()];
  person = await signIn(member);
});

afterAll(() => product.remove());

const BAD_CHANGE = { currentPassword: 'not it', password: 'short', passwordConfirmation: 'other' };

/** Every page in its states: with a message from before, refused, and as it is. */
const PAGES: [name: string, ask: () => Promise<Answer>][] = [
  ['the home page', () => guest.get('/')],
  ['the login', () => guest.get('/login?next=/profile')],
  ['the login with a message', async () => (await guest.get('/profile'), guest.get('/login'))],
  ['a login without anything', () => guest.post('/login')],
  ['a refused login', () => guest.post('/login', { identifier: 'nobody.here', password: 'wrong' })],
  ['the registration', () => guest.get('/register')],
  ['a refused registration', () => guest.post('/register', { username: 'rita!' })],
  ['the logout of a guest', () => guest.get('/logout')],
  ['an unknown page', () => guest.get('/nothing')],
  ['the home page of a member', () => member.get('/')],
  ['the dashboard', () => member.get('/dashboard')],
  ['the profile', () => member.get('/profile')],
  ['the settings', () => member.get('/settings')],
  ['the list of devices', () => member.get('/settings/sessions')],
  ['the change of the password', () => member.get('/settings/password')],
  ['a refused change of the password', () => member.post('/settings/password', BAD_CHANGE)],
  ['the confirmation', () => member.get('/confirm')],
  ['a refused confirmation', () => member.post('/confirm', { password: 'wrong' })],
  ['the second factors', () => member.get('/settings/second-factor')],
  ['the set-up of an app', () => member.get('/settings/second-factor/totp')],
  ['a refused set-up', () => member.post('/settings/second-factor/totp', { code: 'wrong' })],
  ['the logout', () => member.get('/logout')],
];

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);
const visibleText = (html: string): string => html.replace(/<[^>]*>/g, '').trim();

describe.each(PAGES)('%s', (_name, ask) => {
  let text: string;
  let inputs: string[];

  beforeAll(async () => {
    ({ text } = await ask());
    inputs = all(text, /(<input\b(?:[^>"]|"[^"]*")*>)/g);
  });

  it('has in every form a named field besides the button: lynx sends one without as GET', () => {
    for (const form of all(text, /<form\b[^>]*>(.*?)<\/form>/gs)) expect(form).toMatch(/<input\b[^>]* name="/);
  });

  it('calls no field invalid that was not refused: `aria-required`, never `required`', () => {
    for (const input of inputs) expect(input).not.toMatch(/ required(?=[\s=>/])/);
    const refused = all(text, /id="(\w+)-error"/g);
    expect(
      inputs.filter((input) => input.includes('aria-invalid="true"')).map((input) => / name="(\w+)"/.exec(input)?.[1]),
    ).toEqual(refused);
  });

  it('has no message that only a sibling selector shows, which Dillo does not know', () => {
    expect(text).not.toContain('invalid-feedback');
  });

  it('describes fields by elements that are there and have no role', () => {
    for (const id of inputs.flatMap((input) =>
      (/aria-describedby="([^"]*)"/.exec(input)?.[1] ?? '').split(' ').filter(Boolean),
    )) {
      expect(text).toMatch(new RegExp(`<(p|div)\\b[^>]* id="${id}"`));
      expect(text).not.toMatch(new RegExp(`<[^>]*(role="[^"]*"[^>]* id="${id}"|id="${id}"[^>]* role=)`));
    }
  });

  it('describes the field that takes the focus by all that the page says', () => {
    const said = all(text, /<p\b[^>]* id="(page-alert|flash-\w+)"/g);
    const [focused] = inputs.filter((input) => / autofocus(?=[\s=>/])/.test(input));
    expect(focused === undefined ? [] : said.filter((id) => !focused.includes(id))).toEqual([]);
  });

  it('tells password managers whose password it asks for', () => {
    const asks = inputs.some((input) => input.includes('type="password"'));
    const names = inputs.filter((input) => /autocomplete="username( webauthn)?"/.test(input));
    expect(names).toHaveLength(asks ? 1 : 0);
    for (const name of names.filter((input) => input.includes(' hidden'))) {
      expect(name).toContain('type="text"');
      expect(name).toMatch(/ readonly(?=[\s=>/])/);
      expect(name).toContain(`value="${person.username}"`);
    }
  });

  it('has a name and a description apart for the box that dismisses a message', () => {
    for (const flash of all(text, /<div\b[^>]* role="status"[^>]*>(.*?<\/label>)/gs)) {
      const [, id = '', message = ''] = /<p\b[^>]* id="([^"]*)"[^>]*>([^<]*)<\/p>/.exec(flash) ?? [];
      expect(flash).toContain(`aria-describedby="${id}"`);
      expect(flash).not.toMatch(/ (title|aria-label)="/);
      expect(visibleText(flash)).toBe(`${message}Dismiss`);
    }
  });
});

describe('an error page without a form', () => {
  it('has its reason in a heading and a plain paragraph, and no alert', async () => {
    const { text } = await guest.get('/nothing');
    expect(text).toMatch(/<h1[^>]*>Page not found<\/h1><p>We could not find this page\.<\/p>/);
    expect(text).not.toContain('role="alert"');
  });
});

describe('a signed-in page', () => {
  it('says since when, in the element itself', async () => {
    expect((await member.get('/profile')).text).toMatch(/<dt>Member since<\/dt><dd>\d{4}-\d\d-\d\d<\/dd>/);
  });

  it.each(['/settings/password', '/settings/sessions'])('%s lies under the settings and leads back to them', async (path) => {
    const { text } = await member.get(path);
    expect(text).toMatch(/<a[^>]* href="\/settings"[^>]* aria-current="true"/);
    expect(text).toMatch(/<main.*<a[^>]* href="\/settings"/s);
  });

  it('offers to log out elsewhere where there is an elsewhere', async () => {
    const here = product.visitor();
    const owner = await signIn(here);
    expect((await here.get('/settings/sessions')).text).not.toContain('Log out all other devices');
    await logIn(product.visitor(), owner);
    expect((await here.get('/settings/sessions')).text).toContain('Log out all other devices');
  });

  it('names a file that no cache may keep, so that Chromium does not keep the page for the way Back', async () => {
    const { text } = await member.get('/dashboard');
    expect(text).toMatch(/<img src="\/icon\.svg"/);
    const { status, headers } = await guest.get('/icon.svg');
    expect([status, headers.get('cache-control'), headers.get('content-type')]).toEqual([
      200,
      'no-store',
      'image/svg+xml; charset=utf-8',
    ]);
  });
});

describe('the link that skips the navigation', () => {
  it('lies over the page only while it has the focus: NetSurf, which knows no focus, painted it over the brand', async () => {
    const { text: page } = await guest.get('/');
    const paths = all(page, /<link rel="stylesheet" href="([^"]+)"/g);
    const sheets = await Promise.all(paths.map(async (path) => (await guest.get(path)).text));
    const selectors = all(sheets.join('\n'), /([^{}]*\.skip-link[^{}]*)\{[^}]*position:\s*absolute/g);
    expect(selectors.map((selector) => selector.trim())).toEqual([expect.stringMatching(/\.skip-link:focus$/)]);
  });
});

describe('a refused form', () => {
  it('of a guest may be kept for the way Back, and holds no password', async () => {
    const answer = await guest.post('/login', { identifier: person.username, password: `${PASSWORD}!` });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([401, 'private, no-cache']);
    expect(answer.text).not.toContain(PASSWORD);
  });

  it('of a member may not', async () => {
    const answer = await member.post('/settings/password', BAD_CHANGE);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([422, 'no-store']);
  });
});
