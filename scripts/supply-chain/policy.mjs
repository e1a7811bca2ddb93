import gte from 'semver/functions/gte.js';
import valid from 'semver/functions/valid.js';

/** Licences, install scripts and known advisories, by the files in `security/`. */
export function policyFaults(entries, policy, floors) {
  return [
    ...entries.filter(({ inProduction }) => inProduction).flatMap((entry) => licenceFaults(entry, policy)),
    ...entries.flatMap((entry) => scriptFaults(entry, policy)),
    ...floors.flatMap((floor) => floorFaults(floor, entries)),
    ...staleFaults(entries, policy),
  ];
}

function licenceFaults({ path, id, locked }, { licences, licencesByReading }) {
  const licence = locked.license ?? licencesByReading[id]?.licence;
  if (licence === undefined) return [`${path}: names no licence: read it, and enter ${id} in licencesByReading`];
  return licences.includes(licence) ? [] : [`${path}: has the licence ${licence}, which is not on the list`];
}

function scriptFaults({ path, name, locked }, { installScripts }) {
  if (!locked.hasInstallScript || Object.hasOwn(installScripts, name)) return [];
  return [`${path}: has an install script: show that it works without, and enter the reason in installScripts`];
}

function floorFaults({ package: name, least, advisories, heldBack }, entries) {
  const locked = entries.filter((entry) => entry.name === name);
  // A mistyped name would be a floor under nothing.
  if (locked.length === 0) return [`advisory-floors.json: ${name} is not in the lock file: mistyped, or no longer needed`];
  const below = locked.filter(({ locked: { version } }) => valid(version) === null || !gte(version, least));
  const needed = below.some(({ locked: { version } }) => version === heldBack?.version);
  return [
    ...below
      .filter(({ locked: { version } }) => version !== heldBack?.version)
      .map(({ path, locked: { version } }) => `${path}: ${version} is older than ${least} (${advisories.join(', ')})`),
    ...(heldBack === undefined || needed ? [] : [`advisory-floors.json: ${name} is held back no longer: take heldBack away`]),
  ];
}

/** What lies below its floor because its registry has nothing newer: a line each, for those who run the check. */
export function heldBackOf(floors) {
  return floors
    .filter(({ heldBack }) => heldBack !== undefined)
    .map(({ package: name, least, heldBack }) => `${name}: ${heldBack.version} for want of ${least}: ${heldBack.because}`);
}

/** An exception that nothing needs any more would silently cover the next package of that name. */
function staleFaults(entries, { installScripts, licencesByReading }) {
  const scripted = new Set(entries.filter(({ locked }) => locked.hasInstallScript).map(({ name }) => name));
  const unnamed = new Set(entries.filter(({ locked }) => locked.license === undefined).map(({ id }) => id));
  const stale = [
    ...Object.keys(installScripts).filter((name) => !scripted.has(name)),
    ...Object.keys(licencesByReading).filter((id) => !unnamed.has(id)),
  ];
  return stale.map((name) => `dependency-policy.json: the exception for ${name} is no longer needed`);
}
