import { pbkdf2Sync } from 'node:crypto';
import bcrypt from 'bcrypt';
import { nameOf, PASSWORD } from '../support/people.ts';
import { query, type Servers } from '../support/servers.ts';

/** The database that the hand-written peers share, with the same people as the product. */
export async function peerDatabase(servers: Servers, visitors: number): Promise<string> {
  const url = await servers.database('peers');
  await query(
    url,
    `create table users (id serial primary key, username varchar(20) unique, email varchar(254) unique,
      password_hash varchar(255), werkzeug_hash varchar(255), created_at timestamptz not null default now())`,
  );
  const names = Array.from({ length: visitors }, (_, place) => nameOf(place));
  await query(
    url,
    `insert into users (username, email, password_hash, werkzeug_hash)
      select name, name || '@example.org', $2, $3 from unnest($1::text[]) as name`,
    [names, bcrypt.hashSync(PASSWORD, 10), werkzeugHash(PASSWORD)],
  );
  return url;
}

/** As Werkzeug stores it; fewer rounds than its default, because only the login pays them and no login is compared. */
function werkzeugHash(password: string): string {
  return `pbkdf2:sha256:10000$salt$${pbkdf2Sync(password, 'salt', 10_000, 32, 'sha256').toString('hex')}`;
}
