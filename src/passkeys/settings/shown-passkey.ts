import { authenticatorName } from '../authenticator-names.js';
import type { Passkey } from '../passkey.entity.js';

/** This is what its owner sees of a passkey. */
export interface ListedPasskey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  /** There is a copy of it on other devices, or in an account of its maker's. */
  readonly synced: boolean;
  /** It can log in alone; false for a key that only stands beside a password, null where the browser did not say. */
  readonly discoverable: boolean | null;
  /** This is what the model of the authenticator is called, where it says so and we know it. */
  readonly authenticator: string | null;
  /** Browsers know it by this; it is no secret. */
  readonly credentialId: string;
}

export function listedPasskey(passkey: Passkey): ListedPasskey {
  const { id, name, createdAt, lastUsedAt, backedUp, discoverable, aaguid, credentialId } = passkey;
  return {
    id,
    name,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    synced: backedUp,
    discoverable: discoverable ?? null,
    authenticator: authenticatorName(aaguid) ?? null,
    credentialId,
  };
}
