import type { EntityManager } from '@mikro-orm/core';
import { askBound } from '../../database/bound-query.js';
import type { AuditKeys } from '../sealing/audit-keys.js';
import type { Chain, SignedState } from '../sealing/chain.js';
import { hashOfSeal, NO_SEAL, type Seal, textOfState } from '../sealing/seal.js';
import { BatchCheck } from './batch-check.js';
import type { Finding, VerifyOptions } from './findings.js';
import { RowStream } from './row-stream.js';

/** So many seals, each with the hashes of its rows, are in memory at a time. */
const PAGE = 20;

/** The state of a database in which nothing was ever sealed is not signed. */
const FRESH = '';

const STRAY = `select seal as batch, id::text as id from audit_events where seal is not null and position is null order by seal limit 1`;

/** Walks along the chain once, up to the first bad batch. */
export class Verification {
  seals = 0;
  rows = 0;
  erased = 0;
  expired = 0;
  heldByChain = 0;
  private last = { number: 0, hash: NO_SEAL };

  constructor(
    private readonly em: EntityManager,
    private readonly chain: Chain,
    private readonly keys: AuditKeys,
    private readonly options: VerifyOptions,
  ) {}

  /** Returns all findings of the first bad batch. */
  async run(): Promise<Finding[]> {
    const state = await this.chain.state(this.em);
    const wrong = this.stateFinding(state);
    if (wrong !== undefined) return [wrong];
    const { last, expired } = state ?? { last: 0, expired: 0 };
    this.expired = expired;
    await this.beginAt(this.options.last === undefined ? 1 : Math.max(1, last - this.options.last + 1));
    const stream = new RowStream(this.em, this.options.last === undefined ? undefined : this.last.number + 1);
    const findings = await this.walk(new BatchCheck(this.em, this.chain, this.keys, stream));
    return findings.length > 0 ? findings : this.endFindings(state, (await stream.peek()) !== undefined);
  }

  /** The end of the chain is signed too: without it nobody could tell that the last seals were taken away. */
  private stateFinding(state: SignedState | undefined): Finding | undefined {
    if (state === undefined) return { batch: 0, kind: 'state changed', where: 'it is not there' };
    if (state.keyId === FRESH && state.last === 0 && state.expired === 0) return undefined;
    const checked = this.keys.check(textOfState(state), state);
    if (checked === 'right') return undefined;
    return { batch: state.last, kind: checked === 'wrong' ? 'state changed' : 'unknown key', where: `key ${state.keyId}` };
  }

  private async beginAt(first: number): Promise<void> {
    const [before] = first === 1 ? [] : await this.chain.sealsAfter(this.em, first - 2, 1);
    if (before !== undefined) this.last = { number: before.number, hash: hashOfSeal(before) };
  }

  private async walk(batches: BatchCheck): Promise<Finding[]> {
    const [stray] = await askBound<{ batch: number; id: string }>(this.em, STRAY);
    for (;;) {
      const seals = await this.chain.sealsAfter(this.em, this.last.number, PAGE);
      for (const seal of seals) {
        const findings = this.sealFindings(seal);
        const isStray = stray !== undefined && stray.batch <= seal.number;
        if (isStray) findings.push({ batch: seal.number, kind: 'row inserted', where: stray.id });
        // A seal that cannot be trusted says nothing of its rows.
        if (findings.length === 0) findings.push(...(await batches.check(seal, seal.number <= this.expired)));
        Object.assign(this, { seals: this.seals + 1, rows: batches.rows, erased: batches.erased });
        if (findings.length > 0) return findings;
        this.last = { number: seal.number, hash: hashOfSeal(seal) };
      }
      if (seals.length < PAGE) return [];
    }
  }

  private sealFindings(seal: Seal): Finding[] {
    const next = this.last.number + 1;
    if (seal.number !== next) return [{ batch: next, kind: 'seal missing' }];
    const hash = hashOfSeal(seal);
    const checked = this.keys.check(hash, seal);
    if (checked === 'unknown') this.heldByChain = seal.number;
    if (checked === 'wrong') return [{ batch: next, kind: 'seal changed' }];
    if (seal.previous !== this.last.hash) return [{ batch: next, kind: 'chain broken' }];
    const anchor = this.options.anchors?.get(next);
    return anchor !== undefined && anchor !== hash ? [{ batch: next, kind: 'anchor differs' }] : [];
  }

  private endFindings(state: SignedState | undefined, isRowLeft: boolean): Finding[] {
    const { number, hash } = this.last;
    const anchored = Math.max(0, ...(this.options.anchors?.keys() ?? []));
    if (isRowLeft || anchored > number || (state?.last ?? 0) > number) {
      return [{ batch: number + 1, kind: 'seals missing at the end' }];
    }
    return state?.last === number && state.hash === hash ? [] : [{ batch: number, kind: 'state changed', where: 'its end' }];
  }
}
