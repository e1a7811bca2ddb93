import type { Environment } from '../config/environment.js';
import { duration } from '../config/parsers.js';
import { sessionSecrets } from '../config/secrets.js';

/** These settings are about the audit log. Durations are milliseconds. */
export class AuditSettings {
  /** The first signs, and all verify; empty means that the keys come from SESSION_SECRET. */
  readonly keys: readonly string[];
  /** Rows are kept for so long, and their seals for ever. */
  readonly keep: number;

  constructor(env: Environment) {
    this.keys = env.secret<readonly string[]>('AUDIT_KEY', [], sessionSecrets);
    this.keep = env.read('AUDIT_KEEP', duration('400d'), duration);
  }
}
