import { createHmac } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { unitOfWork } from '../../database/unit-of-work.js';

/** The table is asked again after so many milliseconds. */
const LIFE = 3_600_000;

/** So many rows are enough to know the shares by. */
const ROWS = 10_000;

const SIZE = `select reltuples as rows from pg_class where oid = to_regclass('users')`;

/** Returns a FROM item that reads this percentage of the table's blocks, chosen by chance. */
const sampleOf = (percent: number): string =>
  `select substring(password_hash from '\\$2[aby]\\$(0[4-9]|1[0-5])\\$') as cost, count(*) as rows
   from users tablesample system (${percent}) group by 1`;

/**
 * Knows the costs of the stored strings. A string that costs more than ours, of a table that was taken over or from a
 * time of a higher BCRYPT_COST, makes a wrong password slower than ours; nothing can make it faster. So names that no
 * account has are given such costs too, each the same one every time and as often as accounts have them (as SCRAM
 * gives them salts, RFC 5802, 9): a slow answer says no more than a fast one.
 */
@Injectable()
export class StoredCosts implements OnModuleInit, OnApplicationBootstrap {
  private dearer: { readonly cost: number; readonly upTo: number }[] = [];
  private readAt = 0;
  private first: Promise<void> | undefined;

  constructor(
    private readonly em: EntityManager,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'bcryptCost' | 'sessionSecrets'>,
  ) {}

  /** The database answers while the routes are registered. */
  onModuleInit(): void {
    this.first = this.read();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.first;
  }

  /** Returns what a wrong password costs for this name that no account has. */
  costFor(account: string): number {
    if (Date.now() - this.readAt > LIFE) void this.read();
    const [secret = ''] = this.settings.sessionSecrets;
    const place = createHmac('sha256', secret).update(`cost\n${account}`).digest().readUInt32BE() / 2 ** 32;
    return this.dearer.find(({ upTo }) => place < upTo)?.cost ?? this.settings.bcryptCost;
  }

  /** Reads the costs and never rejects: without PostgreSQL nobody logs in, and an hour later it is asked again. */
  private async read(): Promise<void> {
    this.readAt = Date.now();
    try {
      const connection = unitOfWork(this.em).getConnection();
      const [size]: { rows: number }[] = await connection.execute(SIZE);
      const percent = Math.min(100, (100 * ROWS) / Math.max(ROWS, Number(size?.rows ?? 0)));
      const found: { cost: string | null; rows: string }[] = await connection.execute(sampleOf(percent));
      const shares = found.map(({ cost, rows }) => ({ cost: Number(cost), rows: Number(rows) }));
      this.dearer = cumulated(shares, this.settings.bcryptCost);
    } catch {
      // The shares of an hour before stay in use.
    }
  }
}

function cumulated(found: readonly { cost: number; rows: number }[], own: number): { cost: number; upTo: number }[] {
  const all = found.reduce((sum, { rows }) => sum + rows, 0);
  let upTo = 0;
  return found.filter(({ cost }) => cost > own).map(({ cost, rows }) => ({ cost, upTo: (upTo += rows / all) }));
}
