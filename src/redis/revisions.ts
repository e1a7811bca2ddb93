/**
 * Keeps which revision of something PostgreSQL holds, so that instances notice a change without asking PostgreSQL. A
 * failover may lose the latest one: who trusts it looks at `RedisPort.reconnectedAt` too. Both methods are one round
 * trip, and reject when the store cannot be reached.
 */
export abstract class Revisions {
  /** Returns what was last written, or null where nothing is. */
  abstract read(name: string): Promise<string | null>;

  /** Writes a revision that is forgotten at `until`, in milliseconds since 1970. */
  abstract write(name: string, revision: string, until: number): Promise<void>;
}
