import valid from 'semver/functions/valid.js';
import { wantedBy } from './entries.mjs';

const REGISTRY = 'https://registry.npmjs.org';

/** One SHA-512 hash; weaker algorithms can be collided with, and of several npm takes any that it knows. */
const INTEGRITY = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** A package must be exactly one version of itself, from the default registry, with its hash. */
export function originFaults({ path, name, locked }) {
  const faults = [];
  if (locked.link || locked.inBundle) faults.push('is a link, or bundled within another package: it has no hash of its own');
  else if (!INTEGRITY.test(locked.integrity ?? '')) faults.push('has no SHA-512 integrity');
  if (valid(locked.version) === null) faults.push(`has no exact version (${locked.version ?? 'none'})`);
  if (locked.name !== undefined && locked.name !== name) faults.push(`is an alias of ${locked.name}`);
  // npm leaves `resolved` out where it is told to; then the address is the registry's by definition.
  const address = `${REGISTRY}/${name}/-/${name.split('/').at(-1)}-${locked.version}.tgz`;
  if (locked.resolved !== undefined && locked.resolved !== address) {
    faults.push(`comes from ${locked.resolved}, not from ${address}`);
  }
  return [...faults.map((fault) => `${path}: ${fault}`), ...addressFaults(path, locked)];
}

/** No git, file, http or alias addresses: only ranges of versions. */
export function addressFaults(owner, manifest) {
  return wantedBy(manifest)
    .filter(({ range }) => /[:/]/.test(range))
    .map(({ name, range }) => `${owner}: wants ${name} from ${range}: only versions of the registry's packages`);
}
