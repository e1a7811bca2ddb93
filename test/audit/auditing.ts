/** What tests of the audit log ask of the product, and how its tables are changed behind its back. */

import { EntityManager, MikroORM } from '@mikro-orm/core';
import { AuditLog, type AuditEntry, type AuditFilter } from '../../src/audit/query/audit-log.js';
import { SealingJob } from '../../src/audit/sealing-job.js';
import { Verifier } from '../../src/audit/verification/verifier.js';
import type { VerifyOptions } from '../../src/audit/verification/findings.js';
import { insertRows } from '../../src/audit/rows/insert-rows.js';
import { type Happening, newRow } from '../../src/audit/rows/new-row.js';
import { AuditRecorder } from '../../src/audit/rows/audit-recorder.js';
import { AuditWriter } from '../../src/audit/rows/audit-writer.js';
import type { Product } from '../support/product.js';
import type { Person } from '../support/visitor.js';

/** Runs a statement in the product's own database, as somebody who has its password. */
export function sql<Row extends object>({ app }: Product, text: string): Promise<Row[]> {
  return app.get(MikroORM).em.fork().getConnection().execute<Row[]>(text);
}

/** All rows of a filter, the newest first. */
export async function entries({ app }: Product, filter: AuditFilter = {}): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  for await (const entry of app.get(AuditLog, { strict: false }).all(filter)) found.push(entry);
  return found;
}

/** Writes what waits, and seals it. */
export async function seal({ app }: Product): Promise<void> {
  await app.get(AuditRecorder, { strict: false }).writeRepeated();
  await app.get(AuditWriter, { strict: false }).flush();
  await app.get(SealingJob, { strict: false }).run();
}

/** What a verification says: the first bad batch and what is wrong with it, or nothing. */
export async function verdict({ app }: Product, options: VerifyOptions = {}): Promise<string> {
  const { findings } = await app.get(Verifier, { strict: false }).verify(options);
  const kinds = [...new Set(findings.map(({ kind }) => kind))].sort();
  return findings.length === 0 ? 'holds' : `${findings[0]?.batch}: ${kinds.join(', ')}`;
}

/** The id of this person's account. */
export async function accountOf(product: Product, { username }: Pick<Person, 'username'>): Promise<string> {
  const [user] = await sql<{ id: string }>(product, `select id from users where username_key = '${username.toLowerCase()}'`);
  return user?.id ?? '';
}

/** What happened; all that is not said is not known. */
export type Told = Partial<Happening> & Pick<Happening, 'event'>;

const NOTHING = {
  accountId: undefined,
  actorId: undefined,
  address: undefined,
  device: undefined,
  session: undefined,
  reason: undefined,
  requestId: undefined,
  changes: undefined,
};

/** Writes these events as the product does, a minute apart from this time on (in milliseconds). */
export function tell({ app }: Product, told: readonly Told[], from: number): Promise<void> {
  const rows = told.map((one, place) => newRow({ ...NOTHING, ...one }, from + place * 60_000, 1, undefined));
  return insertRows(app.get(EntityManager).fork(), rows);
}
