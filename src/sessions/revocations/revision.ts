import { randomUUID } from 'node:crypto';

/** By this name Redis keeps which revision of the mass revocations PostgreSQL holds. */
export const REVISION = 'revocations';

/** It stands before a revision that is about to be: readers look at PostgreSQL every time until the change is made. */
const CHANGING = 'changing:';

export const newRevision = (): string => randomUUID();

export const changingRevision = (): string => CHANGING + randomUUID();

export function isChanging(revision: string | null): boolean {
  return revision?.startsWith(CHANGING) === true;
}
