import { readFileSync } from 'node:fs';

/** What the rules judge, as the files in the present folder have it. */
export function readRepository() {
  return {
    lock: json('package-lock.json'),
    manifest: json('package.json'),
    npmrc: readFileSync('.npmrc', 'utf8'),
    policy: json('security/dependency-policy.json'),
    floors: json('security/advisory-floors.json'),
  };
}

function json(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
