import { createHash, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignedInVisitor } from '../../src/testing/person.js';
import { Product } from '../support/product.js';
import { type Answer, isSignedIn, type Visitor } from '../support/visitor.js';
import { Authenticator, FLAGS, type Posted, type Tampering } from './support/authenticator.js';
import { type Cbor, cbor } from './support/cbor.js';
import { coseOf, ED25519, ES256, makeKey, RS256 } from './support/key-pairs.js';
import { addPasskey, options } from './support/passkeys.js';

/** What a relying party must refuse (WebAuthn Level 3, 7.1 and 7.2), each by its own bytes. */

let product: Product;
let owner: SignedInVisitor;
let passkey: Authenticator;

beforeAll(async () => {
  product = await Product.start();
  owner = await product.signedIn();
  passkey = await addPasskey(owner, { counter: 1 });
});

afterAll(() => product.remove());

const flag = (bit: number, on: boolean) => (flags: number) => (on ? flags | bit : flags & ~bit);
const append = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from([0])]);
const cut = (bytes: Buffer) => bytes.subarray(0, -1);
const flip = (bytes: Buffer) => Buffer.from(bytes.map((byte, place) => (place === bytes.length - 1 ? byte ^ 1 : byte)));
const claim = (fields: object) => ({ clientData: (data: object) => ({ ...data, ...fields }) });
const without = (name: string) => ({
  clientData: (data: object) => Object.fromEntries(Object.entries(data).filter(([key]) => key !== name)),
});

/** Alters what is posted, after it was signed. */
type After = (posted: Posted) => unknown;
type Case = readonly [name: string, tampering: Tampering, after?: After];

const asItIs: After = (posted) => posted;
/** Every row has all three, or vitest's types take each for any. */
const rows = (cases: readonly Case[]) => cases.map(([name, tampering, after = asItIs]) => [name, tampering, after] as const);

const respond = (fields: object) => (posted: Posted) => ({ ...posted, response: { ...posted.response, ...fields } });

/** These hold for both ceremonies. */
const both = (type: string, other: string): Case[] => [
  ['another origin', claim({ origin: 'https://evil.example' })],
  ['the origin of another port', claim({ origin: 'http://localhost:1' })],
  ['an origin that only begins like ours', claim({ origin: `http://localhost.evil.example` })],
  ['no origin', without('origin')],
  ['the type of the other ceremony', claim({ type: other })],
  ['no type', without('type')],
  ['a type in capitals', claim({ type: type.toUpperCase() })],
  ['another challenge', claim({ challenge: Buffer.alloc(54).toString('base64url') })],
  ['no challenge', without('challenge')],
  ['a challenge that is no text', claim({ challenge: 1 })],
  ['a page in a frame of another site', claim({ crossOrigin: true })],
  ['a crossOrigin that is no boolean', claim({ crossOrigin: 'false' })],
  ['a top origin', claim({ crossOrigin: true, topOrigin: 'https://evil.example' })],
  ['a top origin without a frame', claim({ topOrigin: 'https://evil.example' })],
  ['client data that are cut off', { clientDataText: (text) => text.slice(0, -1) }],
  ['client data with something behind them', { clientDataText: (text) => `${text}x` }],
  ['client data that are a list', { clientDataText: (text) => `[${text}]` }],
  ['a token binding of an unknown kind', claim({ tokenBinding: { status: 'odd' } })],
  ['the hash of another site', { rpId: 'evil.example' }],
  ['nobody there', { flags: flag(FLAGS.up, false) }],
  ['a backup of what cannot have one', { flags: flag(FLAGS.bs, true) }],
  ['authenticator data of 36 bytes', { authData: (data) => data.subarray(0, 36) }],
  ['bytes behind the authenticator data', { authData: append }],
  ['extensions that are announced and missing', { flags: flag(FLAGS.ed, true) }],
  ['no id', {}, ({ id: _id, ...posted }) => posted],
  ['an empty id', {}, (posted) => ({ ...posted, id: '', rawId: '' })],
  ['two ids', {}, (posted) => ({ ...posted, rawId: Buffer.alloc(32, 1).toString('base64url') })],
  ['an id in base64 with padding', {}, (posted) => ({ ...posted, id: `${posted.id}=`, rawId: `${posted.rawId}=` })],
  ['an id of 1,024 bytes', { credentialId: Buffer.alloc(1_024, 7) }],
  ['another type of credential', {}, (posted) => ({ ...posted, type: 'password' })],
  ['a response that is a text', {}, (posted) => ({ ...posted, response: 'yes' })],
  ['a response that is a list', {}, (posted) => ({ ...posted, response: [] })],
  ['client data that are no text', {}, respond({ clientDataJSON: 1 })],
  ['client data in base64 with a plus', {}, respond({ clientDataJSON: 'ab+/' })],
];

/** Says another format of the attestation, with this statement. */
const attest = (fmt: string, statement: Map<string, Cbor> = new Map()): Tampering => ({
  attestation: (object) => new Map<string, Cbor>([...object, ['fmt', fmt], ['attStmt', statement]]),
});
const ownSignature: [string, Cbor][] = [
  ['alg', ES256],
  ['sig', Buffer.alloc(70)],
];

const anotherCurve = (): Tampering => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const key = makeKey(ES256);
  return { key: { ...key, cose: cbor(coseOf(ES256, publicKey).set(-1, 2)) } };
};

const REGISTRATIONS: Case[] = [
  ...both('webauthn.create', 'webauthn.get'),
  ['bytes behind the attestation object', { attestationBytes: append }],
  ['an attestation object that is cut off', { attestationBytes: cut }],
  [
    'an attestation object in longer CBOR than needed',
    { attestationBytes: (bytes) => Buffer.concat([Buffer.from([0xb8, 3]), bytes.subarray(1)]) },
  ],
  ['an attestation object that is a list', { attestationBytes: () => cbor(['none', new Map(), Buffer.alloc(37)]) }],
  ['an attestation object with a fourth part', { attestation: (object) => new Map([...object, ['more', 1]]) }],
  ['an unknown attestation format', attest('odd')],
  ['no attestation format', attest('')],
  ['a statement where there is to be none', attest('none', new Map(ownSignature))],
  ['a statement of a maker, which we do not ask for', attest('fido-u2f', new Map(ownSignature))],
  ['a certificate that anybody has made', attest('packed', new Map([...ownSignature, ['x5c', [Buffer.alloc(90)]]]))],
  ['a signature of its own that is not right', attest('packed', new Map(ownSignature))],
  ['no credential', { flags: flag(FLAGS.at, false) }],
  ['another id than was signed', {}, (posted) => ({ ...posted, id: 'AAAA', rawId: 'AAAA' })],
  [
    'an id that is longer than the data',
    { authData: (data) => Buffer.concat([data.subarray(0, 53), Buffer.from([3, 255]), data.subarray(55)]) },
  ],
  ['an algorithm that was not offered', { key: makeKey(ES256, (key) => key.set(3, -35)) }],
  ['ML-DSA, which older Nodes cannot verify', { key: makeKey(ES256, (key) => key.set(1, 7).set(3, -48)) }],
  ['a key without an algorithm', { key: makeKey(ES256, (key) => (key.delete(3), key)) }],
  ['a key whose type is not its algorithm’s', { key: makeKey(ED25519, (key) => key.set(1, 2)) }],
  ['a key on another curve than its algorithm’s', anotherCurve()],
  ['a point that is on no curve', { key: makeKey(ES256, (key) => key.set(-3, Buffer.alloc(32, 1))) }],
  ['a coordinate that is missing', { key: makeKey(ES256, (key) => (key.delete(-3), key)) }],
  ['a coordinate that is too short', { key: makeKey(ED25519, (key) => key.set(-2, Buffer.alloc(31, 1))) }],
  ['an RSA key of 1,024 bits', { key: makeKey(RS256, undefined, 1_024) }],
  ['more in a key than it needs', { key: makeKey(ES256, (key) => key.set(2, Buffer.from('kid'))) }],
  ['an attestation object that is no text', {}, respond({ attestationObject: {} })],
];

const LOGINS: Case[] = [
  ...both('webauthn.get', 'webauthn.create'),
  ['a signature by another key', { key: makeKey(ES256) }],
  ['a signature with one bit changed', { signature: flip }],
  ['a signature that is cut off', { signature: cut }],
  ['a signature with something behind it', { signature: append }],
  ['an empty signature', {}, respond({ signature: '' })],
  [
    'authenticator data that were changed after the signature',
    {},
    (posted) => respond({ authenticatorData: changed(posted) })(posted),
  ],
  ['client data that were changed after the signature', {}, (posted) => respond({ clientDataJSON: spaced(posted) })(posted)],
  ['no user handle', {}, (posted) => respond({ userHandle: undefined })(posted)],
  ['a user handle that is null', {}, respond({ userHandle: null })],
  ['the user handle of nobody', {}, respond({ userHandle: Buffer.alloc(32, 9).toString('base64url') })],
  ['a user handle that is no text', {}, respond({ userHandle: [] })],
  ['a passkey that nobody has', { credentialId: Buffer.alloc(32, 3) }],
  ['a passkey that has become one with copies', { flags: flag(FLAGS.be, true) }],
  ['a counter that has not risen', { counter: 1 }],
  ['a counter that has fallen to none', { counter: 0 }],
];

/** A bit that says that the person was verified, set by whoever stands in between. */
function changed({ response }: Posted): string {
  const data = Buffer.from(String(response['authenticatorData']), 'base64url');
  data[32] = (data[32] ?? 0) ^ FLAGS.uv;
  return data.toString('base64url');
}

function spaced({ response }: Posted): string {
  const data = Buffer.from(String(response['clientDataJSON']), 'base64url').toString();
  return Buffer.from(data.replace('{', '{ ')).toString('base64url');
}

const post = (visitor: Visitor, path: string, response: unknown): Promise<Answer> => visitor.post(path, { response }, 'json');

describe('a new passkey', () => {
  it('is taken as it should be, with statements that a browser leaves', async () => {
    const authenticator = new Authenticator({ origin: product.url });
    const key = makeKey(ES256);
    const asked = await options(owner, '/settings/passkeys');
    const clientDataHash = (posted: Posted) =>
      createHash('sha256')
        .update(Buffer.from(String(posted.response['clientDataJSON']), 'base64url'))
        .digest();
    const plain = authenticator.create(asked, { key });
    const attestation = (object: Map<string, Cbor>) => {
      const signed = Buffer.concat([object.get('authData') as Uint8Array, clientDataHash(plain)]);
      const statement = new Map<string, Cbor>([
        ['alg', ES256],
        ['sig', key.sign(signed)],
      ]);
      return new Map<string, Cbor>([...object, ['fmt', 'packed'], ['attStmt', statement]]);
    };
    const posted = authenticator.create(asked, { key, attestation });
    expect((await post(owner, '/settings/passkeys', posted)).status).toBe(201);
  });

  it.each(rows(REGISTRATIONS))('is refused with %s', async (_name, tampering, after) => {
    const before = (await owner.get('/settings/passkeys', 'json')).json['passkeys'];
    const authenticator = new Authenticator({ origin: product.url });
    const posted = authenticator.create(await options(owner, '/settings/passkeys'), tampering);
    const { status, json } = await post(owner, '/settings/passkeys', after(posted));
    expect({ status, code: json['code'] }).toEqual({ status: 422, code: 'validation_failed' });
    expect((await owner.get('/settings/passkeys', 'json')).json['passkeys']).toEqual(before);
  });
});

describe('a login', () => {
  let guest: Visitor;

  beforeEach(() => {
    guest = product.visitor();
  });

  it('is accepted when nothing was changed', async () => {
    expect((await post(guest, '/login/passkey', passkey.get(await options(guest, '/login/passkey')))).status).toBe(200);
  });

  it.each(rows(LOGINS))('is refused with %s', async (_name, tampering, after) => {
    const posted = passkey.get(await options(guest, '/login/passkey'), tampering);
    const { status, json } = await post(guest, '/login/passkey', after(posted));
    expect({ status, code: json['code'] }).toEqual({ status: 401, code: 'invalid_passkey' });
    expect(await isSignedIn(guest)).toBe(false);
  });

  it('is refused with the user handle of another person', async () => {
    const other = await product.signedIn();
    const { user } = await options(other, '/settings/passkeys');
    const posted = passkey.get(await options(guest, '/login/passkey'));
    expect((await post(guest, '/login/passkey', respond({ userHandle: user.id })(posted))).status).toBe(401);
  });

  it.each(['', 'x', '[]', 'null', '{', '{"id":"AAAA"}'])('is refused with %j in the place of a credential', async (response) => {
    await options(guest, '/login/passkey');
    expect((await post(guest, '/login/passkey', response)).status).toBe(response === '' ? 422 : 401);
  });
});
