import { EmbeddedCounts } from './counts/embedded-counts.js';
import { EmbeddedFile } from './embedded-file.js';
import {
  CHANGING,
  ENDED,
  type EndMark,
  type ListedSession,
  type PrincipalEntry,
  principalEntry,
  RedisPort,
  type SessionAddress,
  type StoredSession,
} from './redis-port.js';
import { barKey, indexKey, principalKey, sessionKey } from './keys.js';

/**
 * The port for a single process without a Redis server: a file in `DATA_DIR`. What a method has
 * promised survives kill -9. Every method runs to its end without yielding, so it is atomic.
 */
export class EmbeddedAdapter extends RedisPort {
  readonly counts: EmbeddedCounts;
  private readonly file: EmbeddedFile;

  /** `path` may be `:memory:`. */
  constructor(path: string) {
    super();
    this.file = new EmbeddedFile(path);
    this.counts = new EmbeddedCounts(this.file);
  }

  get reconnectedAt() {
    return 0;
  }

  async read({ tag, hash }: SessionAddress) {
    return { session: this.file.value(sessionKey(tag, hash)), principal: this.file.value(principalKey(tag)) };
  }

  async start(session: SessionAddress, stored: StoredSession) {
    return this.write(session, stored, (present) => present === null);
  }

  async save(session: SessionAddress, stored: StoredSession) {
    return this.write(session, stored, lives);
  }

  async swap(session: SessionAddress, read: string, stored: StoredSession) {
    return this.write(session, stored, (present) => present === read);
  }

  async move(from: SessionAddress, to: SessionAddress, stored: StoredSession, mark: EndMark) {
    if (!lives(this.file.value(sessionKey(from.tag, from.hash)))) return false;
    return this.file.atomically(() => this.write(to, stored, (present) => present === null) && this.mark(from, mark));
  }

  async end(session: SessionAddress, mark: EndMark) {
    const present = this.file.value(sessionKey(session.tag, session.hash));
    // The first reason stays.
    if (present === null || lives(present)) this.file.atomically(() => this.mark(session, mark));
    return lives(present) ? present : null;
  }

  async list(tag: string) {
    return this.file.members(indexKey(tag)).flatMap((hash): ListedSession[] => {
      const record = this.file.value(sessionKey(tag, hash));
      return lives(record) ? [{ hash, record }] : [];
    });
  }

  async evict(tag: string, atMost: number, mark: EndMark) {
    const surplus = this.file.members(indexKey(tag)).slice(0, -atMost);
    return this.file.atomically(() =>
      surplus.flatMap((hash) => {
        const record = this.file.value(sessionKey(tag, hash));
        this.mark({ tag, hash }, mark);
        return lives(record) ? [record] : [];
      }),
    );
  }

  async clearIndex(tag: string) {
    this.file.clear(indexKey(tag));
  }

  async putPrincipal(tag: string, entry: PrincipalEntry, after: boolean) {
    const present = this.file.value(principalKey(tag));
    const overtaken = Number.parseInt(present ?? '', 10) > entry.version;
    if (overtaken || (present === CHANGING && !after)) return;
    this.file.set(principalKey(tag), principalEntry(entry), entry.keepUntil);
  }

  async markChanging(tag: string, until: number) {
    this.file.set(principalKey(tag), CHANGING, until);
  }

  async bar(series: string, until: number) {
    this.file.set(barKey(series), '1', until);
  }

  async isBarred(series: string) {
    return this.file.value(barKey(series)) !== null;
  }

  async ping() {
    this.file.value('');
  }

  async close() {
    this.file.close();
  }

  private write({ tag, hash }: SessionAddress, stored: StoredSession, allowed: (present: string | null) => boolean): boolean {
    const key = sessionKey(tag, hash);
    if (!allowed(this.file.value(key))) return false;
    return this.file.atomically(() => {
      this.file.set(key, stored.record, stored.keepUntil);
      this.file.add(indexKey(tag), hash, stored.endsAt);
      return true;
    });
  }

  private mark({ tag, hash }: SessionAddress, { reason, keepUntil }: EndMark): boolean {
    this.file.set(sessionKey(tag, hash), ENDED + reason, keepUntil);
    this.file.remove(indexKey(tag), hash);
    return true;
  }
}

function lives(present: string | null): present is string {
  return present !== null && !present.startsWith(ENDED);
}
