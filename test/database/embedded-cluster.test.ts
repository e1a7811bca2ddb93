import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { embeddedDatabase, layOutCluster } from '../../src/database/embedded/embedded-cluster.js';
import { Logger } from '../../src/log/logger.js';
import { ProductProcess, startProcess } from '../support/servers/index.js';
import { signIn, Visitor } from '../support/visitor.js';

const logger = new Logger({ production: true, development: false, logLevel: 'silent' });

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-cluster-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** What a cluster was made with, and how much came with it. */
const MADE_WITH = `select version(), datname, encoding, datcollate, datctype, datlocprovider, datcollversion,
  (select count(*) from pg_proc) as functions, (select count(*) from pg_collation) as collations,
  (select rolname from pg_roles where oid = 10) as owner, current_setting('data_checksums') as checksums
  from pg_database order by datname`;

async function madeWith(folder: string): Promise<unknown> {
  const { driverOptions } = embeddedDatabase(dataDir);
  const database = await PGlite.create({ dataDir: folder, ...driverOptions });
  const { rows } = await database.query(MADE_WITH);
  await database.close();
  return rows;
}

it('the prepared database is what initdb of this version makes', async () => {
  const { dbName } = embeddedDatabase(dataDir);
  await layOutCluster(dbName, logger);
  expect(await madeWith(dbName)).toEqual(await madeWith(join(dataDir, 'by-initdb')));
});

it('a database that is there stays as it is', async () => {
  const { dbName } = embeddedDatabase(dataDir);
  mkdirSync(dbName);
  writeFileSync(join(dbName, 'mine'), 'data');
  await layOutCluster(dbName, logger);
  expect(readdirSync(dbName)).toEqual(['mine']);
});

it('a first start says what it does, makes its files for their owner only, and goes on where a killed one stopped', async () => {
  mkdirSync(join(dataDir, 'postgres.partial-1', 'base'), { recursive: true });
  writeFileSync(join(dataDir, 'postgres.partial-1', 'PG_VERSION'), 'half of it');
  const product = await startProcess({ DATABASE_URL: '', REDIS_URL: '', DATA_DIR: dataDir, BCRYPT_COST: '4' });
  expect((await signIn(new Visitor(product.url))).username).not.toBe('');
  expect(await product.stop()).toBe(0);
  expect(product.lines.join('\n')).toMatch(/preparing the embedded database[^]*migrated[^]*is ready at/);
  expect(readdirSync(dataDir).filter((name) => name.includes('partial'))).toEqual([]);
  expect(readFileSync(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8')).toBe('18\n');
  const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => name !== '');
  expect(files.filter((name) => (statSync(join(dataDir, name)).mode & 0o077) !== 0)).toEqual([]);
});

it('what another thread unpacks while the product is being loaded is the cluster of the start', async () => {
  const early = resolve('dist/src/database/embedded/early-cluster.js');
  const cluster = join(dataDir, 'postgres');
  const script = `const { EarlyCluster } = await import(${JSON.stringify(pathToFileURL(early))});
    EarlyCluster.begin(${JSON.stringify(dataDir)});
    console.log(await EarlyCluster.take(${JSON.stringify(cluster)}));
    await EarlyCluster.remove();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(await madeWith(stdout.trim())).toEqual(await madeWith(join(dataDir, 'by-initdb')));
});

it('a start that a setting stops leaves nothing behind', async () => {
  const unborn = join(dataDir, 'unborn');
  const product = new ProductProcess({ DATABASE_URL: '', REDIS_URL: '', DATA_DIR: unborn, BCRYPT_COST: 'odd' });
  expect(await product.exited).toBe(1);
  expect(existsSync(unborn)).toBe(false);
});
