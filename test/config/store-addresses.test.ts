import fc from 'fast-check';
import { Redis } from 'ioredis';
import pg from 'pg';
import parse from 'pg-connection-string';
import { describe, expect, it } from 'vitest';
import { readDatabaseAddress } from '../../src/config/database-address.js';
import { readSettings } from '../../src/config/read-settings.js';
import { SettingsError } from '../../src/config/setting-error.js';
import { connectionOptions, serverOf } from '../../src/database/connection-options.js';
import { redisClient } from '../../src/redis/server/redis-client.js';

const VARIABLES = ['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'REDIS_URL'] as const;
const SCHEMES = [
  'postgres://',
  'postgresql://',
  'redis://',
  'rediss://',
  'redis+sentinel://',
  'redis+cluster://',
  'unix://',
  'http://',
  '',
];

/** What the start says of a variable; empty when it takes it. */
function told(variable: string, text: string): string {
  try {
    readSettings({ [variable]: text, DATA_DIR: '/nowhere' }, { ownSecrets: () => [] });
    return '';
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message;
  }
}

/** Letters that no message of ours has three of in a row, and every character that ends a part somewhere. */
const secret = fc.string({ unit: fc.constantFrom(...'XQZJB@:/?#%&=+[]$,;"\' äé\\'.split('')), minLength: 3, maxLength: 24 });
const scheme = fc.constantFrom(...SCHEMES);
const variable = fc.constantFrom(...VARIABLES);
const threes = (text: string) => Array.from({ length: text.length - 2 }, (_, place) => text.slice(place, place + 3));

describe('an address of a store', () => {
  it('that is any text is read, or refused in one line by name', () => {
    const text = fc.oneof(
      fc.tuple(scheme, fc.string({ unit: 'binary' })).map((parts) => parts.join('')),
      fc.tuple(scheme, fc.string({ unit: fc.constantFrom(...'ab1:/?#@%[],=&. "~'.split('')) })).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(variable, text, (name, value) => {
        const line = told(name, value);
        expect(line === '' || /^[A-Z_]+ [^\n]+$/.test(line)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('shows no part of its password, however it is written', () => {
    const shape = fc.constantFrom(
      (begin: string, password: string) => `${begin}app:${password}@db.example.org:5432/app`,
      (begin: string, password: string) => `${begin}:${password}@cache:6379/0`,
      (begin: string, password: string) => `${begin}${password}@cache`,
      (begin: string, password: string) => `${begin}cache:6379,password=${password}`,
      (begin: string, password: string) => `${begin}db/app?password=${password}`,
      (begin: string, password: string) => `${begin}db/app?${password}`,
      (begin: string, password: string) => `${begin}${password}`,
      (begin: string, password: string) => `"${begin}app:${password}@db/app"`,
    );
    fc.assert(
      fc.property(variable, scheme, shape, secret, (name, begin, write, password) => {
        const line = told(name, write(begin, password));
        const rule = line.replaceAll(/\[::1\]|:\/\//g, '');
        // What has no letter of the password may stand in any sentence, such as a blank on each side of a character.
        const parts = threes(password).filter((part) => /[XQZJäé]/.test(part));
        expect(parts.filter((part) => rule.includes(part))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of PostgreSQL is what the driver then uses, password included', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abXQ79@:/?#%&=+[]$,;"\' äé\\~'.split('')), minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(word, word, word, fc.boolean(), (user, password, database, sent) => {
        const address = `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@Db.example.org:6432/${encodeURIComponent(database)}`;
        const read = readDatabaseAddress(sent ? `${address}?application_name=gate&sslmode=disable` : address);
        const { dbName, ...server } = serverOf(read);
        const limits = { queryTimeout: undefined, authority: undefined };
        const client = new pg.Client({ ...connectionOptions(read, limits), ...server, database: dbName });
        expect(client).toMatchObject({ user, password, database, host: 'db.example.org', port: 6_432 });
      }),
    );
  });

  it.each([
    'postgresql://app:p%40ss@db.example.org:6432/app',
    'postgres://app@[::1]/app',
    'postgresql:///app?host=/run/postgresql&user=app',
    'postgresql://app:secret@%2Frun%2Fpostgresql/app',
    'postgresql://app:p:a@ss@db/app?options=-c search_path=x',
    'postgresql://app:pss%@db/app?application_name=a&statement_timeout=9000',
  ])('%s reads as pg-connection-string reads it', (address) => {
    const { host, port, user, password, database, options, applicationName, statementTimeout } = readDatabaseAddress(address);
    const theirs = parse.parse(address);
    expect({ host, user, database, password: password ?? '' }).toEqual({
      host: theirs.host,
      user: theirs.user,
      database: theirs.database,
      password: theirs.password ?? '',
    });
    expect([port, options, applicationName, statementTimeout?.toString()]).toEqual([
      Number(theirs.port || 5_432),
      theirs.options,
      theirs.application_name,
      Reflect.get(theirs, 'statement_timeout'),
    ]);
  });

  it.each([
    ['redis://default:abc:def@h', { username: 'default', password: 'abc:def', host: 'h', port: 6_379, db: 0 }],
    ['redis://:p@ss@h:80/3', { password: 'p@ss', host: 'h', port: 80, db: 3 }],
    ['redis://default:100%@h', { password: '100%', host: 'h' }],
    ['redis://h?db=3', { host: 'h', db: 3 }],
    ['valkey://:p@h/3', { password: 'p', host: 'h', db: 3 }],
    ['REDIS://H/16', { host: 'h', db: 16 }],
    ['unix:///run/redis.sock?db=1', { path: '/run/redis.sock', db: 1 }],
    ['redis://:x@%2Frun%2Fredis.sock/2', { path: '/run/redis.sock', db: 2, password: 'x' }],
    [
      'redis+sentinel://u:p@a,b:1/group/2?sentinelUsername=su&sentinelPassword=s%40p',
      {
        name: 'group',
        db: 2,
        username: 'u',
        password: 'p',
        sentinelUsername: 'su',
        sentinelPassword: 's@p',
        sentinels: [
          { host: 'a', port: 26_379 },
          { host: 'b', port: 1 },
        ],
      },
    ],
  ])('%s is what ioredis then uses', (url, options) => {
    const client = redisClient({ url, ca: undefined });
    expect((client as Redis).options).toMatchObject(options);
    client.disconnect();
  });

  it.each([
    ['REDIS_URL', 'redis://h/2/', /number of a database/],
    ['REDIS_URL', 'redis://h/abc', /number of a database/],
    ['REDIS_URL', 'redis://h/1?db=2', /twice/],
    ['REDIS_URL', 'redis://h:6379?password=abcd', /parameter that is not read/],
    ['REDIS_URL', 'redis://h1,h2', /redis\+sentinel/],
    ['REDIS_URL', 'redis+cluster://h/2', /Cluster has no other than 0/],
    ['REDIS_URL', 'redis://alone@h', /user without a password/],
    ['REDIS_URL', 'redis://:p#ss@h', /write %23/],
    ['REDIS_URL', 'redis://:p/ss@h', /write %2F/],
    ['REDIS_URL', 'redis://:p?ss@h', /write %3F/],
    ['REDIS_URL', 'redis://:p%ffss@h', /write %25/],
    ['DATABASE_URL', 'postgres://u:p@h', /names no database/],
    ['DATABASE_URL', 'postgres://u:p@h/', /names no database/],
    ['DATABASE_URL', 'postgres://u:p@h/d/', /%2F/],
    ['DATABASE_URL', 'postgres://u:p@h/d?target_session_attrs=read-write', /target_session_attrs.*primary/],
    ['DATABASE_URL', 'postgres://u:p@h/d?nonsense=1', /parameter that is not read/],
    ['DATABASE_URL', 'postgres://u:p@h/d?schema=a&schema=b', /twice/],
    ['DATABASE_URL', 'postgres://u:p@::1/d', /IPv6 address in brackets/],
    ['DATABASE_URL', 'postgres://u:p@h:0/d', /port from 1/],
    ['DATABASE_URL', ' postgres://u:p@h/d', /blank or a line break/],
    ['DATABASE_URL', 'postgres://u:p @h/d', /%20/],
    ['DATABASE_URL', 'postgres://u:p@h/d&sslmode=require', /write \? before the first/],
    ['DATABASE_URL', 'postgres://u:p@${HOST}/d', /name a host/],
    ['REDIS_URL', 'redis://:p@*.cache.example', /name a host/],
    ['REDIS_URL', 'redis://h/0&db=1', /write \? before the first/],
    ['DATABASE_URL', 'postgres://u:p@h/d\u200b', /invisible character/],
    ['REDIS_URL', 'redis://:p\u2060ss@h', /invisible character/],
    ['DATABASE_URL', 'postgresql:///d?host=/run/postgresql&sslmode=require', /Unix socket/],
  ])('%s=%s is one line with its remedy', (name, value, remedy) => {
    expect(told(name, value)).toMatch(remedy);
    expect(told(name, value)).toMatch(new RegExp(`^${name} [^\\n]+$`));
  });
});
