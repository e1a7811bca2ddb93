import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Injectable } from '@nestjs/common';
import type { Passkey } from '../passkey.entity.js';
import { PasskeyRefused } from './passkey-refused.js';
import { checkEcdsaEncoding } from './signature-encoding.js';
import { ALGORITHMS, RelyingParty } from './relying-party.js';

/** This is a passkey that an authenticator has just made. */
export type MadePasskey = Pick<Passkey, 'credentialId' | 'counter' | 'transports' | 'aaguid' | 'backupEligible' | 'backedUp'> & {
  readonly publicKey: Buffer;
};

/** This is what a signature says besides that it is right. */
export interface VerifiedSignature {
  readonly counter: number;
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
}

/**
 * Verifies what authenticators sign: the library after WebAuthn Level 3, 7.1 and 7.2, and before it what it leaves
 * open. Every refusal is a {@link PasskeyRefused}.
 */
@Injectable()
export class PasskeyVerification {
  constructor(private readonly relyingParty: RelyingParty) {}

  /** Verifies a new passkey. */
  async registration(response: RegistrationResponseJSON, challenge: string): Promise<MadePasskey> {
    const { checkAttestation, checkPublicKey, verifyRegistrationResponse } = await webauthn();
    checkAttestation(response.response.attestationObject);
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      ...this.expected(challenge),
      requireUserVerification: false,
      supportedAlgorithmIDs: [...ALGORITHMS],
    }).catch(asRefused);
    if (registrationInfo === undefined) throw new PasskeyRefused('not verified');
    const { credential, aaguid, credentialDeviceType, credentialBackedUp } = registrationInfo;
    // The library stores the id that the authenticator has signed, whatever the browser says beside it.
    if (credential.id !== response.id) throw new PasskeyRefused('credential id');
    checkPublicKey(credential.publicKey);
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: (response.response.transports ?? []).join(' '),
      aaguid,
      backupEligible: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
    };
  }

  /** Verifies a signature by this passkey. The counter is for the caller to judge, who knows by then that it is the key's own. */
  async assertion(response: AuthenticationResponseJSON, challenge: string, passkey: Passkey): Promise<VerifiedSignature> {
    const { isEcdsa, verifyAuthenticationResponse } = await webauthn();
    const publicKey = new Uint8Array(passkey.publicKey);
    if (isEcdsa(publicKey)) checkEcdsaEncoding(response.response.signature);
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      ...this.expected(challenge),
      // With a stored counter the library refuses a clone before it has looked at the signature.
      credential: { id: passkey.credentialId, publicKey, counter: 0 },
      requireUserVerification: false,
    }).catch(asRefused);
    if (!verified) throw new PasskeyRefused('not verified');
    const { newCounter, userVerified, credentialDeviceType, credentialBackedUp } = authenticationInfo;
    const backupEligible = credentialDeviceType === 'multiDevice';
    return { counter: newCounter, userVerified, backupEligible, backedUp: credentialBackedUp };
  }

  private expected(challenge: string) {
    const { id, origins } = this.relyingParty;
    return { expectedChallenge: challenge, expectedOrigin: [...origins], expectedRPID: id };
  }
}

/** The library takes a tenth of a second to load, which a start need not wait for: whoever first uses a passkey does. */
async function webauthn() {
  const [library, attestation, publicKey] = await Promise.all([
    import('@simplewebauthn/server'),
    import('./attestation.js'),
    import('./public-key.js'),
  ]);
  return { ...library, ...attestation, ...publicKey };
}

/** The library's messages quote the input; one thing in them is worth telling, because a wrong setting causes it. */
function asRefused(error: unknown): never {
  if (error instanceof PasskeyRefused) throw error;
  throw new PasskeyRefused(error instanceof Error && / response origin /.test(error.message) ? 'origin' : 'not verified');
}
