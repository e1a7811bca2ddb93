import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { AUTHENTICATOR_NAMES, authenticatorName } from '../../src/passkeys/authenticator-names.js';

/** The list of the community, passkeydeveloper/passkey-authenticator-aaguids, as this package has copied it. */
const published = createRequire(import.meta.url)('aaguids') as Readonly<Record<string, string>>;

it('every authenticator is called what the published list calls it', () => {
  expect(Object.keys(published).length).toBeGreaterThan(300);
  const names = [...AUTHENTICATOR_NAMES];
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter(([aaguid, name]) => published[aaguid] !== name)).toEqual([]);
});

it.each(['00000000-0000-0000-0000-000000000000', 'constructor', ''])('what says %j has no name', (aaguid) => {
  expect(authenticatorName(aaguid)).toBeUndefined();
});
