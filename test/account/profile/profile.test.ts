import { describe, expect, it } from 'vitest';
import { announcedBy } from '../../support/observing.js';
import { onTwoInstances, type Product } from '../../support/product.js';
import { type Answer, type Format, FORMATS, signIn, type Visitor } from '../../support/visitor.js';

let here: Product;
let there: Product;

onTwoInstances((one, other) => ([here, there] = [one, other]));

async function somebody(): Promise<{ visitor: Visitor; username: string }> {
  const visitor = here.visitor();
  return { visitor, username: (await signIn(visitor)).username };
}

const save = (visitor: Visitor, fields: object, format: Format = 'json'): Promise<Answer> =>
  visitor.post('/settings/profile', { displayName: '', theme: 'system', ...fields }, format);

const profileOf = async (visitor: Visitor) => (await visitor.get('/settings/profile', 'json')).json['user'];

const LONGEST = 'é'.repeat(60);

/** What is typed, and what becomes of it. */
const TAKEN: [string, string, string][] = [
  ['nothing', '', ''],
  ['letters and blanks', '  Ada Lovelace ', 'Ada Lovelace'],
  ['60 characters that are written with two each', LONGEST.normalize('NFD'), LONGEST],
  ['60 characters beyond the first 65,536', '𐌰'.repeat(60), '𐌰'.repeat(60)],
  ['Arabic', 'عائشة بنت أبي بكر', 'عائشة بنت أبي بكر'],
  ['Chinese', '李清照', '李清照'],
  ['a Persian name with a joiner', 'می‌خواهم', 'می‌خواهم'],
  ['a family', 'The 👨‍👩‍👧 of Rita', 'The 👨‍👩‍👧 of Rita'],
  ['what HTML is made of', '<b>"Rita"</b> & \'co\'', '<b>"Rita"</b> & \'co\''],
];

const DIRECTIONS = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];

const REFUSED: [string, object, string, string][] = [
  ['61 characters', { displayName: `${LONGEST}x` }, 'displayName', 'displayNameTooLong'],
  ['thousands of marks on one letter', { displayName: `a${'\u0301'.repeat(5_000)}` }, 'displayName', 'displayNameTooLong'],
  ['a line break', { displayName: 'Ada\nLovelace' }, 'displayName', 'displayNameCharacters'],
  ['a control character', { displayName: 'Ada\u0007Lovelace' }, 'displayName', 'displayNameCharacters'],
  ['a control character of the second kind', { displayName: 'Ada\u0085Lovelace' }, 'displayName', 'displayNameCharacters'],
  ...DIRECTIONS.map((code): [string, object, string, string] => [
    `U+${code.toString(16)}, which turns the text around it`,
    { displayName: `Ada${String.fromCodePoint(code)}Lovelace` },
    'displayName',
    'displayNameCharacters',
  ]),
  ['a theme that there is not', { theme: 'neon' }, 'theme', 'themeUnknown'],
  ['a theme that every object has', { theme: 'constructor' }, 'theme', 'themeUnknown'],
  ['no theme', { theme: '' }, 'theme', 'themeUnknown'],
];

describe.each(FORMATS)('the profile (%s)', (format) => {
  it.each(TAKEN)('takes %s as a name, and tells it on the profile', async (_case, displayName, kept) => {
    const { visitor, username } = await somebody();
    const answer = await save(visitor, { displayName, theme: 'sepia' }, format);
    if (format === 'json') {
      expect(answer.status).toBe(200);
      expect(answer.json['user']).toMatchObject({ username, displayName: kept, theme: 'sepia', picture: null });
    } else {
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/settings/profile']);
      expect((await visitor.get('/settings/profile')).text).toContain('Your profile has been saved.');
    }
    expect(await profileOf(visitor.copy(there.url))).toMatchObject({ displayName: kept, theme: 'sepia' });
  });

  it.each(REFUSED)('refuses %s at its field, and loses nothing', async (_case, fields, field, code) => {
    const { visitor } = await somebody();
    await save(visitor, { displayName: 'Rita', theme: 'dark' });
    const answer = await save(visitor, { displayName: 'Another', theme: 'light', ...fields }, format);
    expect(answer.status).toBe(422);
    if (format === 'json') expect(answer.json['errorCodes']).toEqual({ [field]: [code] });
    else {
      expect([...answer.text.matchAll(/id="(\w+)-error"/g)].map(([, name]) => name)).toEqual([field]);
      if (field === 'theme') expect(answer.text).toContain('value="Another"');
      else expect(answer.text).toMatch(/<input[^>]*value="light"[^>]* checked|<input[^>]* checked[^>]*value="light"/);
    }
    expect(await profileOf(visitor)).toMatchObject({ displayName: 'Rita', theme: 'dark' });
  });
});

describe('a program', () => {
  it('learns the rules before it sends anything, and leaves out what shall stay', async () => {
    const { visitor } = await somebody();
    const { rules } = (await visitor.get('/settings/profile', 'json')).json;
    expect(rules).toMatchObject({ displayName: [{ code: 'displayNameTooLong', most: 60 }, { code: 'displayNameCharacters' }] });
    await save(visitor, { displayName: 'Rita', theme: 'dark' });
    await visitor.post('/settings/profile', { theme: 'light' }, 'json');
    await visitor.post('/settings/profile', {}, 'json');
    expect(await profileOf(visitor)).toMatchObject({ displayName: 'Rita', theme: 'light' });
  });

  it('gets the same six fields of a user everywhere else', async () => {
    const { visitor } = await somebody();
    await save(visitor, { displayName: 'Rita', theme: 'dark' });
    for (const path of ['/session', '/profile', '/dashboard']) {
      const { user } = (await visitor.get(path, 'json')).json;
      expect(Object.keys(user)).toEqual(['id', 'username', 'email', 'emailVerified', 'createdAt', 'roles']);
    }
  });
});

it('a guest is sent to log in', async () => {
  expect((await here.visitor().get('/settings/profile')).headers.get('location')).toBe('/login?next=%2Fsettings%2Fprofile');
  expect((await save(here.visitor(), {})).json['code']).toBe('login_required');
});

it('of a change there is one event, and of none there is none', async () => {
  const { visitor } = await somebody();
  const events = announcedBy(here);
  await save(visitor, { displayName: 'Rita' });
  await save(visitor, { displayName: 'Rita' });
  await save(visitor, { displayName: '\u0007' });
  expect(events.filter((name) => name === 'profile-changed')).toHaveLength(1);
});

describe('a display name', () => {
  it('is how the site calls a person; the username stays on the profile', async () => {
    const { visitor, username } = await somebody();
    await save(visitor, { displayName: 'Rita Nightingale' });
    const [home, dashboard, profile] = await Promise.all(['/', '/dashboard', '/profile'].map((path) => visitor.get(path)));
    expect(home?.text).toContain('Hi, Rita Nightingale!');
    expect(dashboard?.text).toContain('You are logged in as Rita Nightingale.');
    expect(dashboard?.text).toMatch(/<a[^>]* href="\/profile"[^>]*title="Rita Nightingale"[^>]*>Rita Nightingale</);
    expect([home?.text, dashboard?.text].join()).not.toContain(username);
    expect(profile?.text).toContain(`<dd>${username}</dd>`);
  });

  it('is text and no part of a page, wherever it stands', async () => {
    const { visitor } = await somebody();
    await save(visitor, { displayName: '"><i>Rita</i>' });
    for (const path of ['/', '/dashboard', '/profile', '/settings', '/settings/profile', '/nothing']) {
      const { text } = await visitor.get(path);
      expect([path, text.includes('<i>'), text.includes('&lt;i>Rita')]).toEqual([path, false, true]);
    }
  });

  it('that runs from right to left turns nothing around it', async () => {
    const { visitor } = await somebody();
    await save(visitor, { displayName: 'عائشة' });
    expect((await visitor.get('/')).text).toContain('Hi, <bdi>عائشة</bdi>!');
    expect((await visitor.get('/dashboard')).text).toMatch(/<a[^>]* href="\/profile"[^>]* dir="auto"/);
  });
});

/** What a page says of its theme before anything else has loaded. */
function themeOf({ text }: Answer) {
  const html = /<html[^>]*>/.exec(text)?.[0] ?? '';
  return {
    name: /data-theme="(\w+)"/.exec(html)?.[1],
    bootstrap: /data-bs-theme="(\w+)"/.exec(html)?.[1],
    colorScheme: /<meta name="color-scheme" content="([\w ]+)"/.exec(text)?.[1],
    color: /<meta name="theme-color" content="(#\w+)"/.exec(text)?.[1],
  };
}

const PAGES = ['/', '/dashboard', '/settings/profile', '/settings/sessions', '/nothing', '/logout'];
const SYSTEM = { name: undefined, bootstrap: undefined, colorScheme: 'light dark', color: undefined };
const CHOSEN: [string, string, string][] = [
  ['light', 'light', '#ffffff'],
  ['dark', 'dark', '#2b3035'],
  ['contrast', 'dark', '#000000'],
  ['sepia', 'light', '#fbf5e6'],
];

describe('a theme', () => {
  it.each(CHOSEN)(
    '%s is in force on every page, refused forms and errors too, and for nobody else',
    async (theme, scheme, color) => {
      const [{ visitor }, { visitor: other }, guest] = [await somebody(), await somebody(), here.visitor()];
      await save(visitor, { theme });
      // Parts of pages are kept: nobody's may be shown to another one.
      for (const [who, expected] of [
        [guest, SYSTEM],
        [visitor, { name: theme, bootstrap: scheme, colorScheme: scheme, color }],
        [other, SYSTEM],
        [visitor.copy(there.url), { name: theme, bootstrap: scheme, colorScheme: scheme, color }],
        [guest, SYSTEM],
      ] as const) {
        for (const path of who === guest ? ['/', '/login', '/nothing'] : PAGES)
          expect([path, themeOf(await who.get(path))]).toEqual([path, expected]);
      }
      expect(themeOf(await save(visitor, { theme: 'neon' }, 'html')).name).toBe(theme);
      await save(visitor, { theme: 'system' });
      expect(themeOf(await visitor.get('/dashboard'))).toEqual(SYSTEM);
    },
  );

  it('asks the device for nothing any more, but for who lets it decide', async () => {
    const { visitor } = await somebody();
    const sheets = async (): Promise<string[]> => {
      const paths = [...(await visitor.get('/dashboard')).text.matchAll(/rel="stylesheet" href="([^"]+)"/g)];
      return Promise.all(paths.map(async ([, path = '']) => (await visitor.get(path)).text));
    };
    const asking = (texts: string[]) => texts.filter((text) => text.includes('prefers-color-scheme')).length;
    const before = asking(await sheets());
    await save(visitor, { theme: 'dark' });
    const dark = await sheets();
    await save(visitor, { theme: 'light' });
    const light = await sheets();
    expect([before, asking(dark), asking(light), light.length]).toEqual([2, 0, 0, 2]);
    expect(dark.join()).not.toBe(light.join());
  });
});
