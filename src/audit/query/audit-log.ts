import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import type { FieldChanges } from '../../log/security-events.js';
import type { AuditFilter } from './audit-filter.js';
import { type FoundRow, pageStatement } from './page-statement.js';
import { addressesIn } from './network-addresses.js';

export type { AuditFilter };

/** This is a row of the audit log as somebody who may see it reads it. */
export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly event: string;
  /** This is the id of the account; null where none was meant, and where it was erased. */
  readonly account: string | null;
  /** This is who did it where that is somebody else; null too where that account was erased. */
  readonly actor: string | null;
  /** This is true where somebody else than the person did it, whether or not that account was erased since. */
  readonly byAnother: boolean;
  /** So many alike came together; 1 but for refusals that anybody can cause. */
  readonly count: number;
  readonly address: string | null;
  /** This is the User-Agent. */
  readonly device: string | null;
  readonly session: string | null;
  readonly reason: string | null;
  readonly requestId: string | null;
  readonly changes: FieldChanges | null;
  /** This is the number of the seal that covers the row; null for a few seconds. */
  readonly seal: number | null;
  /** This is true where the account was erased, and with it all that may name its person. */
  readonly erased: boolean;
  /** This is what is left of an account that was erased, the same in all of its rows; null for others. */
  readonly pseudonym: string | null;
  /** This is the same of who did it. */
  readonly actorPseudonym: string | null;
}

/** These are rows, the newest first. `next` is what `before` must be for the page after it, or null after the last row. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next: string | null;
}

/** One page of a streamed answer is read at a time. */
const STREAMED = 1_000;

/** Reads the audit log: by pages, whose price does not grow with the number of rows, or all of it as a stream. */
@Injectable()
export class AuditLog {
  constructor(private readonly em: EntityManager) {}

  /**
   * Returns at most `limit` rows before the one of id `before`. Ids of accounts and of rows must be UUIDs, and the address
   * an address or a network: PostgreSQL refuses others.
   */
  async page(
    filter: AuditFilter,
    { before, limit }: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<AuditPage> {
    const em = unitOfWork(this.em);
    const addresses = await addressesIn(em, filter);
    const [sql, values] = pageStatement(filter, { before, limit: limit + 1, addresses });
    const rows = await askBound<FoundRow>(em, sql, values);
    const entries = rows.slice(0, limit).map(entryOf);
    return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
  }

  /** Yields all rows of this filter, the newest first, with one page of them in memory. */
  async *all(filter: AuditFilter): AsyncGenerator<AuditEntry> {
    for (let before: string | null | undefined; before !== null;) {
      const { entries, next }: AuditPage = await this.page(filter, { before, limit: STREAMED });
      yield* entries;
      before = next;
    }
  }
}

function entryOf({ at, account, actorAccount, changes, subject, actor, ...row }: FoundRow): AuditEntry {
  const { id, event, count, address, device, session, reason, requestId, seal } = row;
  const known = changes === null ? null : (JSON.parse(changes) as FieldChanges);
  const shown = { address, device, session, reason, requestId, changes: known, seal };
  // Whoever kept the pseudonyms of those who are there could tell later who they were.
  const [pseudonym, actorPseudonym] = [account === null ? subject : null, actorAccount === null ? actor : null];
  return {
    id,
    at: new Date(at),
    event,
    account,
    actor: actorAccount,
    byAnother: actor !== null && actor !== subject,
    count,
    ...shown,
    erased: pseudonym !== null,
    pseudonym,
    actorPseudonym,
  };
}
