import { entriesOf } from './entries.mjs';
import { originFaults } from './origin.mjs';
import { policyFaults } from './policy.mjs';
import { settingFaults } from './settings.mjs';

/**
 * Everything that is wrong with a repository's dependencies, a line each; none when all rules are kept.
 * Offline: an audit end point may be missing, and a check must not depend on one.
 */
export function faultsOf({ lock, manifest, npmrc, policy, floors }) {
  const entries = entriesOf(lock);
  return [...settingFaults(lock, manifest, npmrc), ...entries.flatMap(originFaults), ...policyFaults(entries, policy, floors)];
}
