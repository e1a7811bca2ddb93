import { domainToASCII } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { type Person, register, someone } from '../support/visitor.js';
import { expectErrorsInHtml, TEXTS } from '../http/shown-errors.js';

const { NAME, CHARACTERS, NAME_TAKEN, EMAIL, EMAIL_TAKEN, MATCH, SHORT, LONG, CONTROL, COMMON, PERSONAL } = TEXTS;

let product: Product;
const resident = { username: 'Resident.One', email: 'Resident.One@example.org', password: 'a resident of this house' };

beforeAll(async () => {
  product = await Product.start({ HASH_QUEUE: '64' });
  await register(product.visitor(), resident);
});

afterAll(() => product.remove());

type Message = string | RegExp;
type Case = [value: string, ...messages: Message[]];

const NAMES: Case[] = [
  ['', NAME],
  [' \t\r\n\f ', NAME],
  ['\u00a0\u200b\ufeff', NAME],
  ['ab\u200b', NAME],
  ['ab', NAME],
  [' ab ', NAME],
  ['a'.repeat(21), NAME],
  ['1', NAME, CHARACTERS],
  ['a-', NAME, CHARACTERS],
  ['!'.repeat(21), NAME, CHARACTERS],
  ...['1ab', '_ab', '.ab', 'a-b', 'a b', 'a@b', 'a@example.org', '\u00e9ab', 'ab\u00e9', 'ab\u212a', '\u0430dmin', 'a\tb', 'ab\u0000c', 'abc\u2003', 'a\u200bbc', 'a\u00a0bc', 'a\u0301bc', '\uff41bc', '<b>', 'a"b'].map((name): Case => [name, CHARACTERS]), // prettier-ignore
  ...['admin', 'Admin', 'ROOT', ' support ', 'resident.one', 'RESIDENT.ONE', '\tResident.One\n'].map((name): Case => [name, NAME_TAKEN]), // prettier-ignore
];

const label = (length: number) => 'x'.repeat(length);
const EMAILS: Case[] = [
  ...['', ' ', 'x', '@', 'x@', '@example.org', 'x@y', 'x@@example.org', 'a b@example.org', 'a@exam ple.org', '"a"@example.org', '"a b"@example.org', 'a"b@example.org', 'a@example..org', 'a@-example.org', 'a@.example.org', 'a..b@example.org', '.a@example.org', 'a.@example.org', '\u00fc@example.org', 'a@exa\u200bmple.org', 'a@\uff45xample.org', 'a@m\u00fcnchen.de/x', 'a@m\u00fcnchen%2ede', 'a@m\u00fcnchen', 'a@\u0435xample.org', 'a@xn--xample-2of.org', 'a@\u00fc@example.org', `a@${'\u00fc'.repeat(60)}.example`, `a@${'\u00fc.'.repeat(60)}example`, 'a@\u212a.example', 'a@example.org,b@example.org', 'a@example.org;b@example.org', '<a@example.org>', 'A <a@example.org>', 'mailto:a@example.org', 'a@[127.0.0.1]', 'a@127.0.0.1', 'a@example.org\u0000', 'a\u0000@example.org', 'a@example.org\nBcc: b@example.org', 'a\r\n@example.org', '\u2003a@example.org', 'a@exa_mple.org', `${label(65)}@example.org`, `a@${label(64)}.org`, `${label(64)}@${label(63)}.${label(63)}.${label(58)}.org`].map((email): Case => [email, EMAIL]), // prettier-ignore
  ...['resident.one@example.org', 'RESIDENT.ONE@EXAMPLE.ORG', ' Resident.One@Example.org\t'].map((email): Case => [email, EMAIL_TAKEN]), // prettier-ignore
];

const long = (length: number) => 'gjq8 '.repeat(100).slice(0, length);
const PASSWORDS: Case[] = [
  ['', SHORT],
  ['gjq8xvz', SHORT],
  ['\u{1f600}'.repeat(7), SHORT],
  ['e\u0301'.repeat(7), SHORT],
  [long(257), LONG],
  ['\u{1f600}'.repeat(257), LONG],
  ['e\u0301'.repeat(257), LONG],
  ...['\u0000', '\u0007', '\t', '\n', '\u001b', '\u007f', '\u0085', '\u009f'].map((control): Case => [`gjq8 xvz${control}wnk`, CONTROL]), // prettier-ignore
  ['gjq\u0007', SHORT, CONTROL],
  [`${long(256)}\u0000`, LONG, CONTROL],
  ...['12345678', 'password1', 'PassWord1', 'qwertyuiop', 'iloveyou', 'football', 'trustno1', 'sunshine1', 'princess1', '1q2w3e4r', '987654321', '88888888', '123123123', '12341234', 'aAaAaAaA', '01011990', '1234QWER'].map((word): Case => [word, COMMON]), // prettier-ignore
  ...['wanderer.name', 'Wanderer.NAME', 'wanderer.mail@example.org', 'WANDERER.MAIL@EXAMPLE.ORG', 'wanderer.mail', 'gatehouse', 'GateHouse'].map((word): Case => [word, PERSONAL]), // prettier-ignore
];

const CASES: [field: string, values: Case[]][] = [
  ['username', NAMES],
  ['email', EMAILS],
  ['password', PASSWORDS],
  ['passwordConfirmation', ['', 'x', 'gjq8 xvz wnK', ' gjq8 xvz wnk', 'gjq8 xvz wnk '].map((text): Case => [text, MATCH])],
];
const FIELDS = CASES.map(([field]) => field);

const valid: Record<string, string> = { username: 'wanderer.name', email: 'wanderer.mail@example.org', password: 'gjq8 xvz wnk', passwordConfirmation: 'gjq8 xvz wnk' }; // prettier-ignore

const expected = (messages: readonly Message[]) =>
  messages.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text)));

describe.each(CASES)('the rules of %s', (field, cases) => {
  it.each(cases)('%j', async (value, ...messages) => {
    const fields = { ...valid, ...(field === 'password' && { passwordConfirmation: value }), [field]: value };
    const json = await product.visitor().post('/register', fields, 'json');
    expect([json.status, json.json['code'], json.json['errors']]).toEqual([
      422,
      'validation_failed',
      { [field]: expected(messages) },
    ]);
    const html = await product.visitor().post('/register', fields);
    expectErrorsInHtml(html, fields, { [field]: json.json['errors'][field] });
  });
});

describe('what keeps the rules is accepted', () => {
  const keeps = (field: string, values: string[]) => values.map((value): [string, string] => [field, value]);

  it.each([
    ...keeps('username', [
      'abc',
      'Z'.repeat(20),
      'a.b_C9',
      'a..',
      'a__',
      ' \tspaced\r\n',
      '\u00a0\u200bpasted\ufeff',
      'glued\u2060\u200d',
      'notadmin',
      'admin1',
    ]),
    ...keeps('email', ['a@example.org', "o'neil+tag!#$%&*/=?^_`{|}~-@example.org", 'A@XN--MNCHEN-3YA.DE', 'a@sub.sub.example.museum', '1@2.example', ' \tb@example.org\n', '\u00a0c@example.org\u200b', 'd@m\u00fcnchen.de', 'e@B\u00dcCHER.Example', 'f@bu\u0308cher.example', 'g@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444', 'h@\u4f8b\u3048\u3002\u30c6\u30b9\u30c8', `${label(64)}@example.org`, `${label(64)}@${label(63)}.${label(63)}.${label(57)}.org`]), // prettier-ignore
    ...keeps('password', ['gjq8xvzw', 'gjq8 xvz', '        x', '\u{1f600}'.repeat(8), '\u{1f600}'.repeat(256), 'e\u0301'.repeat(8), 'e\u0301'.repeat(256), long(256), '\u043f\u0430\u0440\u043e\u043b\u044c \u043c\u043e\u0439', '\u6c49\u5b57\u6c49\u5b57\u5bc6\u7801\u5bc6\u7801', '\u05e9\u05dc\u05d5\u05dd \u05e9\u05dc\u05d5\u05dd', 'jjjjjjjjjxjjj', 'wanderer.name1', '<b>&"quoted"</b>']), // prettier-ignore
  ])('%s %j', async (field, value) => {
    const { username, email, password } = { ...someone(), ...(Object.fromEntries([[field, value]]) as Partial<Person>) };
    const fields = { username, email, password, passwordConfirmation: password };
    const { status, json } = await product.visitor().post('/register', fields, 'json');
    expect([status, json['errors']]).toEqual([201, undefined]);
    const shown = (text: string) => text.replaceAll(/\u200b|\u200d|\u2060/g, '').trim();
    expect(json['user']['username']).toBe(shown(username));
    expect(json['user']['email']).toBe(
      shown(email)
        .replace(/(?<=@).*/, domainToASCII)
        .toLowerCase(),
    );
    // The password counts as it is, with nothing cut off.
    for (const [typed, right] of [
      [password, 200],
      [`${password}x`, 401],
      [password.slice(0, -1), 401],
      [` ${password}`, 401],
    ] as const) {
      // prettier-ignore
      expect((await product.visitor().post('/login', { identifier: email, password: typed }, 'json')).status).toBe(right);
    }
  });
});

describe('an address whose domain is in another script', () => {
  const DOMAINS = [
    'xn--bcher-kva.example',
    'b\u00fccher.example',
    'B\u00dcCHER.example',
    'bu\u0308cher.example',
    'b\u00fccher\u3002example',
  ];

  it.each(DOMAINS)('registered at %s is one account by every form of it', async (domain) => {
    const { username, password } = someone();
    const address = (form: string) => `${username}@${form}`;
    const fields = { username, email: address(domain), password, passwordConfirmation: password };
    const made = await product.visitor().post('/register', fields, 'json');
    expect([made.status, made.json['user'].email]).toEqual([201, address('xn--bcher-kva.example')]);
    for (const form of DOMAINS) {
      const identifier = `\u00a0${address(form)}\u200b`;
      expect((await product.visitor().post('/login', { identifier, password }, 'json')).status).toBe(200);
      const again = await product
        .visitor()
        .post('/register', { ...fields, username: someone().username, email: address(form) }, 'json');
      expect([again.status, again.json['errors']]).toEqual([422, { email: [EMAIL_TAKEN] }]);
    }
    expect((await product.visitor().post('/login', { identifier: address('bucher.example'), password }, 'json')).status).toBe(
      401,
    );
  });

  it('is shown again as it was typed', async () => {
    const email = 'a@b\u00fccher.example';
    const { text } = await product.visitor().post('/register', { username: '1', email, password: '', passwordConfirmation: '' });
    expect(text).toContain(`value="${email}"`);
  });
});

describe('one answer', () => {
  it('names every field at fault, with every broken rule', async () => {
    const all = { username: '1', email: 'Resident.One@example.org', password: 'x\u0007', passwordConfirmation: 'y' };
    const json = await product.visitor().post('/register', all, 'json');
    const errors = {
      username: [NAME, CHARACTERS],
      email: [EMAIL_TAKEN],
      password: expected([SHORT, CONTROL]),
      passwordConfirmation: [MATCH],
    };
    expect([json.status, json.json['errors']]).toEqual([422, errors]);
    expectErrorsInHtml(await product.visitor().post('/register', all), all, json.json['errors']);
    // With the same password it would be the same sign-up once more.
    const other = 'another horse entirely';
    const taken = { ...resident, password: other, passwordConfirmation: other };
    expect((await product.visitor().post('/register', taken, 'json')).json['errors']).toEqual({
      username: [NAME_TAKEN],
      email: [EMAIL_TAKEN],
    });
    const empty = await product.visitor().post('/register', {}, 'json');
    expect(empty.json['errors']).toEqual({ username: [NAME], email: [EMAIL], password: expected([SHORT]) });
    const both = { username: 'qwertyuiop', email: 'b@b.example', password: 'QwertyUiop', passwordConfirmation: 'QwertyUiop' };
    expect((await product.visitor().post('/register', both, 'json')).json['errors']).toEqual({
      password: expected([COMMON, PERSONAL]),
    });
    expect(FIELDS).toEqual(Object.keys(errors));
  });
});
