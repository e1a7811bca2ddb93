import type { Answer, Visitor } from '../../support/visitor.js';
import { Authenticator, type Behaviour, type Posted, type Tampering } from './authenticator.js';

/** Asks for a challenge of one kind, and the rest of what a browser needs. */
export async function options(visitor: Visitor, path: string): Promise<Answer['json']> {
  const answer = await visitor.post(`${path}/options`, {}, 'json');
  if (answer.status !== 200) throw new Error(`${path}/options was answered ${answer.status}: ${answer.text}`);
  return answer.json;
}

/** Adds a passkey to the account that is signed in here, and returns the authenticator that holds it. */
export async function addPasskey(visitor: Visitor, behaviour: Partial<Behaviour> = {}): Promise<Authenticator> {
  const authenticator = new Authenticator({ origin: visitor.origin, ...behaviour });
  const answer = await register(visitor, authenticator);
  if (answer.status !== 201) throw new Error(`the passkey was answered ${answer.status}: ${answer.text}`);
  return authenticator;
}

/** Posts a new passkey. */
export async function register(visitor: Visitor, authenticator: Authenticator, tampering: Tampering = {}): Promise<Answer> {
  const response = authenticator.create(await options(visitor, '/settings/passkeys'), tampering);
  return visitor.post('/settings/passkeys', { response }, 'json');
}

/** Logs in by the passkey of this authenticator. */
export async function logInBy(
  visitor: Visitor,
  authenticator: Authenticator,
  tampering: Tampering = {},
  fields: object = {},
): Promise<Answer> {
  return visitor.post('/login/passkey', { response: await assertion(visitor, authenticator, tampering), ...fields }, 'json');
}

/** Returns what a browser would post at a login. */
export async function assertion(visitor: Visitor, authenticator: Authenticator, tampering: Tampering = {}): Promise<Posted> {
  return authenticator.get(await options(visitor, '/login/passkey'), tampering);
}
