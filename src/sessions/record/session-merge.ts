import { isDeepStrictEqual } from 'node:util';
import type { StoredData } from './session-record.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a slow request has changed, put onto what others have written since it read the session: field by field,
 * so that neither undoes what the other did. Saved whole, its older copy would take a suspicion back.
 */
export function mergeStored(read: StoredData, mine: StoredData, present: StoredData): StoredData {
  const user = mergeFields(read.passport.user, mine.passport.user, present.passport.user);
  const passport = { ...mergeFields(read.passport, mine.passport, present.passport), user };
  return { ...mergeFields(read, mine, present), passport };
}

/** Mine where I changed it, else as it is now. What one side has removed is gone. */
function mergeFields<T extends object>(read: T, mine: T, present: T): T {
  const [before, changed, now] = [read as Fields, mine as Fields, present as Fields];
  const names = new Set([...Object.keys(now), ...Object.keys(changed)]);
  const merged = [...names].flatMap((name): [string, unknown][] => {
    const from = isDeepStrictEqual(before[name], changed[name]) ? now : changed;
    return Object.hasOwn(from, name) ? [[name, from[name]]] : [];
  });
  // Of the same fields as the three that it is made of.
  return Object.fromEntries(merged) as T;
}
