import type { FieldChanges } from './security-events.js';

/** Returns those of these fields that differ, with both of their values. None of them may be a secret. */
export function fieldChanges<Of extends object>(before: Of, now: Of, fields: readonly (keyof Of & string)[]): FieldChanges {
  return Object.fromEntries(
    fields.filter((field) => before[field] !== now[field]).map((field) => [field, [before[field], now[field]]]),
  );
}
