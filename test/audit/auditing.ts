/** What tests of the audit log ask of the product, and how its tables are changed behind its back. */

import { MikroORM } from '@mikro-orm/core';
import { AuditLog, type AuditEntry, type AuditFilter } from '../../src/audit/query/audit-log.js';
import { SealingJob } from '../../src/audit/sealing-job.js';
import { Verifier } from '../../src/audit/verification/verifier.js';
import type { VerifyOptions } from '../../src/audit/verification/findings.js';
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
