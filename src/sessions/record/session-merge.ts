import { isDeepStrictEqual } from 'node:util';
import type { StoredData } from './stored-session.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Applies what a slow request has changed to what others have written since it read the session, field by field, so
 * that neither undoes what the other did. If it were saved whole, its older copy would take a suspicion back.
 */
export function mergeStored(read: StoredData, mine: StoredData, present: StoredData): StoredData {
  const user = mergeFields(read.passport.user, mine.passport.user, present.passport.user);
  const passport = { ...mergeFields(read.passport, mine.passport, present.passport), user };
  return { ...mergeFields(read, mine, present), passport };
}

/** Takes my value where I changed it and the present one otherwise. What one side has removed is gone. */
function mergeFields<T extends object>(read: T, mine: T, present: T): T {
  const [before, changed, now] = [read as Fields, mine as Fields, present as Fields];
  const names = new Set([...Object.keys(now), ...Object.keys(changed)]);
  const merged = [...names].flatMap((name): [string, unknown][] => {
    const from = isDeepStrictEqual(before[name], changed[name]) ? now : changed;
    return Object.hasOwn(from, name) ? [[name, from[name]]] : [];
  });
  // The result has the same fields as the three objects that it is made of.
  return Object.fromEntries(merged) as T;
}
