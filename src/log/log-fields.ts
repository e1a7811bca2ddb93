import type { SecurityEvent } from './security-events.js';

/** A line says these fields. `event` makes it a security event: its name is one of a closed list, and it is counted. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>> & { readonly event?: SecurityEvent };
