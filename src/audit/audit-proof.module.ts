import { Module } from '@nestjs/common';
import { AuditExport } from './query/audit-export.js';
import { AuditKeys } from './sealing/audit-keys.js';
import { Chain } from './sealing/chain.js';
import { Verifier } from './verification/verifier.js';

/** Reads the chain of seals and proves rows by it, for whoever verifies; nothing here writes. */
@Module({ providers: [AuditExport, AuditKeys, Chain, Verifier], exports: [AuditExport, AuditKeys, Chain, Verifier] })
export class AuditProofModule {}
