import { EmbeddedDeedClaims } from './embedded-deed-claims.js';
import { EmbeddedFile } from './embedded-file.js';
import { EmbeddedRateLimits } from './embedded-rate-limits.js';
import { EmbeddedRevisions } from './embedded-revisions.js';
import { EmbeddedSeriesMarks } from './embedded-series-marks.js';
import {
  CHANGING,
  LISTED_OF_EACH,
  SEALED_TOMBSTONE,
  TOMBSTONE,
  type Tombstone,
  type ListedSession,
  type PrincipalEntry,
  encodePrincipal,
  RedisPort,
  REPLACED,
  type SessionAddress,
  type SessionEntry,
  type SessionPage,
} from '../redis-port.js';
import { indexKey, principalKey, sessionKey } from '../keys.js';

/**
 * Is the port for a single process without a Redis server: a file in `DATA_DIR`. What a method has promised survives
 * kill -9. Every method runs to its end without yielding, so it is atomic.
 */
export class EmbeddedAdapter extends RedisPort {
  readonly claims: EmbeddedDeedClaims;
  readonly seriesMarks: EmbeddedSeriesMarks;
  readonly revisions: EmbeddedRevisions;
  readonly rateLimits: EmbeddedRateLimits;
  private readonly file: EmbeddedFile;

  /** `path` may be `:memory:`. */
  constructor(path: string) {
    super();
    this.file = new EmbeddedFile(path);
    this.claims = new EmbeddedDeedClaims(this.file);
    this.seriesMarks = new EmbeddedSeriesMarks(this.file);
    this.revisions = new EmbeddedRevisions(this.file);
    this.rateLimits = new EmbeddedRateLimits(this.file);
  }

  get reconnectedAt() {
    return 0;
  }

  async read({ hashTag, hash }: SessionAddress) {
    return { session: this.file.value(sessionKey(hashTag, hash)), principal: this.file.value(principalKey(hashTag)) };
  }

  async start(session: SessionAddress, stored: SessionEntry) {
    return this.write(session, stored, (present) => present === null);
  }

  async swap(session: SessionAddress, read: string, stored: SessionEntry) {
    return this.write(session, stored, (present) => present === read);
  }

  async move(from: SessionAddress, to: SessionAddress, stored: SessionEntry, mark: Tombstone) {
    const present = this.file.value(sessionKey(from.hashTag, from.hash));
    if (present !== REPLACED && !lives(present)) return false;
    return this.file.atomically(() => this.write(to, stored, (present) => present === null) && this.mark(from, mark));
  }

  async unseal({ hashTag, hash }: SessionAddress) {
    const { value, keepUntil } = this.file.entry(sessionKey(hashTag, hash)) ?? { value: '', keepUntil: 0 };
    const [, unsealed] = SEALED_TOMBSTONE.exec(value) ?? [];
    if (unsealed !== undefined) this.file.set(sessionKey(hashTag, hash), unsealed, keepUntil);
  }

  async revoke(session: SessionAddress, mark: Tombstone, read?: string) {
    const present = this.file.value(sessionKey(session.hashTag, session.hash));
    if (read !== undefined && present !== read) return null;
    // The first reason stays.
    if (present === null || lives(present)) this.file.atomically(() => this.mark(session, mark));
    return lives(present) ? present : null;
  }

  async list(hashTag: string, page: SessionPage) {
    const hashes = this.file.members(indexKey(hashTag), page);
    const sessions = hashes.flatMap((hash): ListedSession[] => {
      const record = this.file.value(sessionKey(hashTag, hash));
      if (lives(record)) return [{ hash, record }];
      this.file.remove(indexKey(hashTag), hash);
      return [];
    });
    return { sessions, entries: hashes.length };
  }

  listOfEach(hashTags: readonly string[]) {
    return Promise.all(hashTags.map((hashTag) => this.list(hashTag, { from: 0, count: LISTED_OF_EACH, first: 'latest' })));
  }

  async count(hashTag: string) {
    return this.file.count(indexKey(hashTag));
  }

  async clearIndex(hashTag: string) {
    this.file.clear(indexKey(hashTag));
  }

  async putPrincipal(hashTag: string, entry: PrincipalEntry, after: boolean) {
    const present = this.file.value(principalKey(hashTag));
    const overtaken = Number.parseInt(present ?? '', 10) > entry.version;
    if (overtaken || (present === CHANGING && !after)) return;
    this.file.set(principalKey(hashTag), encodePrincipal(entry), entry.keepUntil);
  }

  async markChanging(hashTag: string, until: number) {
    this.file.set(principalKey(hashTag), CHANGING, until);
  }

  async ping() {
    this.file.value('');
  }

  async close() {
    this.file.close();
  }

  private write({ hashTag, hash }: SessionAddress, stored: SessionEntry, allowed: (present: string | null) => boolean): boolean {
    const key = sessionKey(hashTag, hash);
    if (!allowed(this.file.value(key))) return false;
    return this.file.atomically(() => {
      this.file.set(key, stored.record, stored.keepUntil);
      this.file.add(indexKey(hashTag), hash, stored.expiresAt);
      return true;
    });
  }

  private mark({ hashTag, hash }: SessionAddress, { reason, keepUntil }: Tombstone): boolean {
    this.file.set(sessionKey(hashTag, hash), TOMBSTONE + reason, keepUntil);
    this.file.remove(indexKey(hashTag), hash);
    return true;
  }
}

function lives(present: string | null): present is string {
  return present !== null && !present.startsWith(TOMBSTONE);
}
