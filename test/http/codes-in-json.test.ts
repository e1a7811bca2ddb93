import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Features } from '../../src/features/features.js';
import { documentedRows } from '../support/observing.js';
import { Product } from '../support/product.js';
import { logIn, PASSWORD, signIn } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ PASSWORD_MIN_LENGTH: '12' });
});

afterAll(() => product.remove());

type Rules = Record<string, { code: string }[]>;

const rulesOf = async (path: string, visitor = product.visitor()): Promise<Rules> =>
  (await visitor.get(path, 'json')).json['rules'];

describe('the rules of a form, in JSON', () => {
  it('are those of the sign-up, in order, with the numbers of this installation', async () => {
    expect(await rulesOf('/register')).toEqual({
      username: [
        { code: 'usernameLength', least: 3, most: 20 },
        { code: 'usernameCharacters', pattern: '^[A-Za-z][A-Za-z0-9._]*$' },
        { code: 'usernameTaken' },
      ],
      email: [{ code: 'emailInvalid', most: 254 }],
      password: [
        { code: 'passwordTooShort', least: 12 },
        { code: 'passwordTooLong', most: 256 },
        { code: 'passwordControlCharacters' },
        { code: 'passwordCommon' },
        { code: 'passwordPersonal' },
      ],
      passwordConfirmation: [{ code: 'passwordsDiffer' }],
    });
  });

  it('are those of the password change, and tell nothing of fields that nobody fills in', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    const rules = await rulesOf('/settings/password', visitor);
    expect(Object.keys(rules)).toEqual(['currentPassword', 'password', 'passwordConfirmation']);
    expect(rules['currentPassword']).toEqual([{ code: 'passwordMissing' }, { code: 'passwordTooLongToCheck', most: 1024 }]);
  });
});

describe('fields at fault', () => {
  it('have a code for each sentence, and each code is one of the told rules', async () => {
    const fields = { username: '1-', email: 'x', password: 'gjq\u0007', passwordConfirmation: '' };
    const { json } = await product.visitor().post('/register', fields, 'json');
    expect(json['errorCodes']).toEqual({
      username: ['usernameLength', 'usernameCharacters'],
      email: ['emailInvalid'],
      password: ['passwordTooShort', 'passwordControlCharacters'],
      passwordConfirmation: ['passwordsDiffer'],
    });
    const counts = (lists: Record<string, string[]>) => Object.entries(lists).map(([field, own]) => [field, own.length]);
    expect(counts(json['errorCodes'])).toEqual(counts(json['errors']));
    const rules = await rulesOf('/register');
    for (const [field, codes] of Object.entries(json['errorCodes'] as Record<string, string[]>)) {
      expect(rules[field]?.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
    }
  });

  it.each<[string, Record<string, unknown>, object]>([
    ['a field that is no text', { identifier: 5, password: 'x' }, { identifier: ['notText'] }],
    ['missing fields', {}, { identifier: ['identifierMissing'], password: ['passwordMissing'] }],
  ])('of a login have codes too: %s', async (_what, fields, codes) => {
    expect((await product.visitor().post('/login', fields, 'json')).json['errorCodes']).toEqual(codes);
  });

  it('that only the database knows have codes too', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    const taken = { ...person, password: 'another sentence', passwordConfirmation: 'another sentence' };
    const signUp = await product.visitor().post('/register', taken, 'json');
    expect(signUp.json['errorCodes']).toEqual({ username: ['usernameTaken'], email: ['emailTaken'] });
    const change = { currentPassword: 'not it', password: PASSWORD, passwordConfirmation: PASSWORD };
    const changed = await visitor.post('/settings/password', change, 'json');
    expect(changed.json['errorCodes']).toEqual({ currentPassword: ['passwordWrong'] });
  });
});

describe('a session that has ended', () => {
  it('tells its reason by a code beside the sentence, once', async () => {
    const [visitor, phone] = [product.visitor(), product.visitor()];
    await logIn(phone, await signIn(visitor));
    await phone.post('/settings/sessions/revoke-others', {}, 'json');
    expect((await visitor.get('/profile', 'json')).json).toMatchObject({ code: 'login_required', reason: 'sessionRevoked' });
    expect((await visitor.get('/profile', 'json')).json).not.toHaveProperty('reason');
  });

  it('has every reason in docs/http-api.md, and no other', () => {
    const { flashes } = product.app.get(Features);
    const reasons = documentedRows('docs/http-api.md', 'reason').map(({ key }) => key);
    // The other messages are good news, or ask for something.
    const bad = Object.entries(flashes).filter(([, category]) => category === 'warning' || category === 'danger');
    expect(reasons.toSorted()).toEqual(bad.map(([code]) => code).toSorted());
  });
});
