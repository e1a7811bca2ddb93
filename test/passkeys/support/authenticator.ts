import { createHash, randomBytes } from 'node:crypto';
import { type Cbor, cbor } from './cbor.js';
import { ES256, type Key, makeKey } from './key-pairs.js';

/** Flags of authenticator data (WebAuthn Level 3, 6.1). */
export const FLAGS = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40, ed: 0x80 } as const;

export interface Behaviour {
  /** The site that the browser says it is at. */
  readonly origin: string;
  readonly rpId?: string;
  readonly alg?: number;
  readonly userVerified?: boolean;
  /** There are copies elsewhere. */
  readonly synced?: boolean;
  /** The counter before the first signature; an authenticator that has none says 0 for ever. */
  readonly counter?: number;
  readonly aaguid?: string;
  /** It keeps no passkey itself, as a security key without room: the site has to name the one that it means. */
  readonly resident?: boolean;
}

type ClientData = Record<string, unknown>;

/** What is done to the bytes on their way: each conformance case has its own. */
export interface Tampering {
  readonly clientData?: (data: ClientData) => ClientData;
  readonly clientDataText?: (text: string) => string;
  readonly authData?: (data: Buffer) => Buffer;
  readonly flags?: (flags: number) => number;
  readonly rpId?: string;
  readonly key?: Key;
  readonly attestation?: (object: Map<string, Cbor>) => Map<string, Cbor>;
  readonly attestationBytes?: (bytes: Buffer) => Buffer;
  readonly signature?: (signature: Buffer) => Buffer;
  readonly credentialId?: Buffer;
  /** Behind the key or the counter, as extensions. */
  readonly extensions?: Buffer;
  readonly counter?: number;
}

/** What a browser posts. */
export interface Posted {
  readonly id: string;
  readonly rawId: string;
  readonly type: string;
  readonly clientExtensionResults: object;
  readonly response: Readonly<Record<string, unknown>>;
}

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
const text = (data: Uint8Array): string => Buffer.from(data).toString('base64url');

/**
 * A browser with an authenticator in it, without either: it makes keys and signs, as WebAuthn Level 3 says, and does
 * what a test asks of it that no browser would.
 */
export class Authenticator {
  readonly credentialId: Buffer = randomBytes(32);
  private key: Key | undefined;
  private userHandle = '';
  private counter: number;

  constructor(private readonly behaviour: Behaviour) {
    this.counter = behaviour.counter ?? 0;
  }

  get id(): string {
    return text(this.credentialId);
  }

  /** Makes a passkey as these options of the site ask. */
  create(options: Answer, tampering: Tampering = {}): Posted {
    this.userHandle = String(options['user']?.id ?? '');
    this.key = tampering.key ?? makeKey(this.behaviour.alg ?? ES256);
    const id = tampering.credentialId ?? this.credentialId;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const aaguid = Buffer.from((this.behaviour.aaguid ?? '0'.repeat(32)).replaceAll('-', ''), 'hex');
    const attested = Buffer.concat([aaguid, length, id, this.key.cose]);
    const authData = this.authData(FLAGS.at, attested, tampering);
    const object = new Map<string, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    const bytes = cbor((tampering.attestation ?? ((same) => same))(object));
    const { resident } = this.behaviour;
    const response = {
      clientDataJSON: text(this.clientData('webauthn.create', options, tampering)),
      attestationObject: text((tampering.attestationBytes ?? ((same) => same))(bytes)),
      transports: resident === false ? ['usb'] : ['internal', 'hybrid'],
    };
    return posted(id, response, resident === undefined ? {} : { credProps: { rk: resident } });
  }

  /** Signs what these options of the site ask. */
  get(options: Answer, tampering: Tampering = {}): Posted {
    if (this.key === undefined) throw new Error('this authenticator has no passkey');
    if (this.counter > 0) this.counter += 1;
    const authData = this.authData(0, Buffer.alloc(0), tampering);
    const clientData = this.clientData('webauthn.get', options, tampering);
    const signature = (tampering.key ?? this.key).sign(Buffer.concat([authData, sha256(clientData)]));
    return posted(tampering.credentialId ?? this.credentialId, {
      clientDataJSON: text(clientData),
      authenticatorData: text(authData),
      signature: text((tampering.signature ?? ((same) => same))(signature)),
      // An authenticator that keeps nothing does not know whose it is (CTAP 2.2, 6.2.2).
      ...(this.behaviour.resident !== false && { userHandle: this.userHandle }),
    });
  }

  private authData(kind: number, attested: Buffer, tampering: Tampering): Buffer {
    const { rpId = 'localhost', userVerified = true, synced = false } = this.behaviour;
    const flags =
      FLAGS.up |
      kind |
      (userVerified ? FLAGS.uv : 0) |
      (synced ? FLAGS.be | FLAGS.bs : 0) |
      (tampering.extensions ? FLAGS.ed : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(tampering.counter ?? this.counter);
    const changed = (tampering.flags ?? ((same) => same))(flags);
    const parts = [
      sha256(tampering.rpId ?? rpId),
      Buffer.from([changed]),
      counter,
      attested,
      tampering.extensions ?? Buffer.alloc(0),
    ];
    return (tampering.authData ?? ((same) => same))(Buffer.concat(parts));
  }

  private clientData(type: string, { challenge }: Answer, tampering: Tampering): Buffer {
    const data = { type, challenge, origin: this.behaviour.origin, crossOrigin: false };
    const changed = JSON.stringify((tampering.clientData ?? ((same) => same))(data));
    return Buffer.from((tampering.clientDataText ?? ((same) => same))(changed));
  }
}

// What the site answers is read as a browser reads it.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = Record<string, any>;

function posted(id: Buffer, response: Readonly<Record<string, unknown>>, clientExtensionResults: object = {}): Posted {
  return { id: text(id), rawId: text(id), type: 'public-key', clientExtensionResults, response };
}
