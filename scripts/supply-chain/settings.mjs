import { isDeepStrictEqual } from 'node:util';
import { wantedBy } from './entries.mjs';
import { addressFaults } from './origin.mjs';

/** Settings that lead npm to another registry, past TLS, or to somebody's credentials. */
const LEADS_ELSEWHERE = /registry|strict-ssl|^ca$|cafile|proxy|_auth|^\/\//i;

/** package.json, the lock and .npmrc must say the same, and switch scripts of dependencies off. */
export function settingFaults(lock, manifest, npmrc) {
  const faults = addressFaults('package.json', manifest);
  if (lock.lockfileVersion !== 3) faults.push('package-lock.json: is not of lockfileVersion 3');
  if (!isDeepStrictEqual(wantedBy(lock.packages[''] ?? {}), wantedBy(manifest))) {
    faults.push('package-lock.json: was made for another package.json: run npm install');
  }
  const settings = npmSettings(npmrc);
  if (settings.get('ignore-scripts') !== 'true') faults.push('.npmrc: must say ignore-scripts=true');
  for (const name of settings.keys()) {
    if (LEADS_ELSEWHERE.test(name)) faults.push(`.npmrc: ${name} belongs to the machine, not into the repository`);
  }
  return faults;
}

function npmSettings(npmrc) {
  const lines = npmrc.split('\n').filter((line) => /^\s*[^\s#;]/.test(line));
  return new Map(lines.map((line) => [line.split('=')[0].trim(), line.split('=').slice(1).join('=').trim()]));
}
