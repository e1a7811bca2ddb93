import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { nameOf } from '../support/people.ts';

export interface Account {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly hashTag: string;
  readonly securityStamp: string;
  readonly createdAt: Date;
}

/** Accounts by their place, made as user.entity.ts makes them. */
export function* accounts(count: number): Generator<Account> {
  for (let place = 0; place < count; place++) {
    const username = nameOf(place);
    yield {
      id: randomUUIDv7(),
      username,
      email: `${username}@example.org`,
      hashTag: randomBytes(12).toString('base64url'),
      securityStamp: randomBytes(16).toString('base64url'),
      createdAt: new Date(),
    };
  }
}

/** Writes accounts into a migrated, empty database by COPY; all have the same stored password. */
export async function copyAccounts(databaseUrl: string, all: Iterable<Account>, passwordHash: string): Promise<void> {
  const columns = 'id, username, username_key, email, password_hash, active, hash_tag, security_stamp, version, created_at';
  const psql = spawn('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-c', `copy users (${columns}) from stdin`, databaseUrl], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(psql, 'exit');
  for (const { id, username, email, hashTag, securityStamp, createdAt } of all) {
    const row = [
      id,
      username,
      username.toLowerCase(),
      email,
      passwordHash,
      't',
      hashTag,
      securityStamp,
      1,
      createdAt.toISOString(),
    ];
    if (!psql.stdin.write(`${row.join('\t')}\n`)) await once(psql.stdin, 'drain');
  }
  psql.stdin.end();
  const [code] = (await ended) as [number];
  if (code !== 0) throw new Error(`psql ended with ${code}`);
}
