import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { RedisPort, type SessionAddress } from '../../redis/redis-port.js';
import { type LoadedSession, STORED } from './loaded-session.js';
import { decodeSession, encodeSession } from './session-codec.js';
import { mergeStored } from './session-merge.js';
import { storedDataOf, type StoredData } from './stored-session.js';

/** So many writers of one session may come in between. Each of them has written, so somebody always gets on. */
const AT_MOST = 20;

/**
 * The result is `written` by this call, `unchanged` where others have written all of it, or `over` where the session
 * was revoked.
 */
export type Saved = 'written' | 'unchanged' | 'over';

/** Writes loaded sessions again: each only over what it was read from, merged where others have written since. */
@Injectable()
export class SessionWriter {
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly redis: RedisPort,
  ) {}

  /** Writers of one session in this process go one after the other, because they would only be in each other's way. */
  async save(address: SessionAddress, session: LoadedSession): Promise<Saved> {
    const { hash } = address;
    const before = this.underWay.get(hash);
    const mine = before === undefined ? this.write(address, session) : before.then(() => this.write(address, session));
    const settled = mine.then(ignore, ignore);
    this.underWay.set(hash, settled);
    try {
      return await mine;
    } finally {
      if (this.underWay.get(hash) === settled) this.underWay.delete(hash);
    }
  }

  private async write(address: SessionAddress, session: LoadedSession): Promise<Saved> {
    for (let tries = 0; tries < AT_MOST; tries += 1) {
      const [mine, read] = [storedDataOf(session), session[STORED]];
      if (mine === null || read === undefined) return 'over';
      const stored = encodeSession(mine, this.settings);
      if (stored.record === read) return 'unchanged';
      if (await this.redis.swap(address, read, stored)) {
        session[STORED] = stored.record;
        return 'written';
      }
      const { session: text } = await this.redis.read(address);
      const [before, present] = [decodeSession(read), decodeSession(text)];
      if (text === null || before === null || present === null) return 'over';
      overwrite(session, mergeStored(before, mine, present));
      session[STORED] = text;
    }
    throw new Error('a session is written faster than it can be merged');
  }
}

function ignore(): void {}

/** The session keeps its identity, and its record keeps the symbols of this request. */
function overwrite(session: LoadedSession, { passport, ...merged }: StoredData): void {
  const record = session.passport?.user ?? passport.user;
  assign(record, passport.user, []);
  assign(session, { ...merged, passport: { ...passport, user: record } }, ['cookie']);
}

function assign(target: object, fields: object, kept: readonly string[]): void {
  for (const name of Object.keys(target)) {
    if (!Object.hasOwn(fields, name) && !kept.includes(name)) Reflect.deleteProperty(target, name);
  }
  Object.assign(target, fields);
}
