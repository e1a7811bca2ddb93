import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { PasskeyRefused } from './passkey-refused.js';

/** An authenticator's id of a credential has at most so many bytes (WebAuthn Level 3, 5.8.3). */
export const CREDENTIAL_ID_AT_MOST = 1_023;

type Fields = Readonly<Record<string, unknown>>;

/** These words say how a browser reaches an authenticator; others are dropped, as WebAuthn Level 3, 5.8.4 lets us. */
const TRANSPORTS = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal'] as const;

/** This is what a browser has sent of a new passkey. */
export interface PostedRegistration {
  readonly credential: RegistrationResponseJSON;
  /** The authenticator keeps it, so that it can log in alone; null where the browser does not say. No signature covers this. */
  readonly discoverable: boolean | null;
}

/** Reads what `PublicKeyCredential.toJSON()` gives after a registration: an object, or its text in a form. */
export function readRegistration(posted: unknown): PostedRegistration {
  const { credential, response, extensions } = read(posted);
  const transports = Array.isArray(response['transports']) ? response['transports'] : [];
  const made = {
    clientDataJSON: bytesText(response['clientDataJSON']),
    attestationObject: bytesText(response['attestationObject']),
    transports: TRANSPORTS.filter((word) => transports.includes(word)),
  };
  // WebAuthn Level 3, 10.1.3: what browsers do not know they leave out.
  const { rk } = Object(Object(extensions)['credProps']) as { rk?: unknown };
  return { credential: { ...credential, response: made }, discoverable: typeof rk === 'boolean' ? rk : null };
}

/** Reads what `PublicKeyCredential.toJSON()` gives after a login. */
export function readAssertion(posted: unknown): AuthenticationResponseJSON {
  const { credential, response } = read(posted);
  const userHandle = response['userHandle'] ?? undefined;
  return {
    ...credential,
    response: {
      clientDataJSON: bytesText(response['clientDataJSON']),
      authenticatorData: bytesText(response['authenticatorData']),
      signature: bytesText(response['signature']),
      ...(userHandle !== undefined && { userHandle: bytesText(userHandle) }),
    },
  };
}

function read(posted: unknown) {
  const whole = fieldsOf(typeof posted === 'string' ? parsed(posted) : posted);
  const id = bytesText(whole['id']);
  if (whole['rawId'] !== id || whole['type'] !== 'public-key') throw new PasskeyRefused('malformed');
  if (Buffer.from(id, 'base64url').length > CREDENTIAL_ID_AT_MOST) throw new PasskeyRefused('credential id');
  const credential = { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
  return { credential, response: fieldsOf(whole['response']), extensions: whole['clientExtensionResults'] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PasskeyRefused('malformed');
  }
}

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new PasskeyRefused('malformed');
  return value as Fields;
}

/** Two spellings of the same bytes would be two ids of one credential, so only the canonical one is taken (RFC 4648, 5). */
function bytesText(value: unknown): string {
  const isCanonical =
    typeof value === 'string' && value !== '' && Buffer.from(value, 'base64url').toString('base64url') === value;
  if (!isCanonical) throw new PasskeyRefused('malformed');
  return value;
}
