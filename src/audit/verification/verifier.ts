import { EntityManager, IsolationLevel } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { AuditKeys } from '../sealing/audit-keys.js';
import { Chain } from '../sealing/chain.js';
import type { Verdict, VerifyOptions } from './findings.js';
import { Verification } from './verification.js';

const UNSEALED = `select count(*)::int as rows, round(extract(epoch from min(at)) * 1000)::float8 as since
  from audit_events where seal is null`;

/** Tells whether the audit log says what was sealed. It reads one state of the database, whatever is written meanwhile. */
@Injectable()
export class Verifier {
  constructor(
    private readonly em: EntityManager,
    private readonly chain: Chain,
    private readonly keys: AuditKeys,
  ) {}

  verify(options: VerifyOptions = {}): Promise<Verdict> {
    return unitOfWork(this.em).transactional(
      async (em) => {
        const verification = new Verification(em, this.chain, this.keys, options);
        const findings = await verification.run();
        const { seals, rows, erased, expired, heldByChain } = verification;
        return { seals, rows, erased, expired, heldByChain, findings, unsealed: await this.unsealed(em) };
      },
      { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
    );
  }

  private async unsealed(em: EntityManager): Promise<Verdict['unsealed']> {
    const [found] = await askBound<{ rows: number; since: number | null }>(em, UNSEALED);
    const since = found?.since ?? null;
    return { rows: found?.rows ?? 0, since: since === null ? undefined : new Date(since) };
  }
}
