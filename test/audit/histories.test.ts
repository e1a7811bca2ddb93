import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SealingJob } from '../../src/audit/sealing-job.js';
import { Product } from '../support/product.js';
import { AuditWorld } from './audit-world.js';
import { type Happening, happen, happenings, snapshot, TAMPERINGS, tamperings } from './histories.js';

let product: Product;
let world: AuditWorld;
let accounts: string[];

beforeAll(async () => {
  // The product's own sealer has other keys.
  vi.spyOn(SealingJob.prototype, 'run').mockResolvedValue();
  product = await Product.start({ LOG_LEVEL: 'silent' });
  accounts = await AuditWorld.accounts(product, 3);
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(() => vi.useRealTimers());

afterAll(async () => {
  vi.restoreAllMocks();
  await product.remove();
});

async function begin(history: readonly Happening[]): Promise<void> {
  world = new AuditWorld(product, accounts);
  await world.reset();
  for (const happening of history) await happen(world, happening);
}

/** So that every history has what can be tampered with. */
const BEFORE: Happening[] = [
  { kind: 'write', count: 3 },
  { kind: 'seal', sealers: 1 },
  { kind: 'write', count: 2 },
  { kind: 'seal', sealers: 2 },
];

describe('a verification', () => {
  it('holds after any history: late commits, two sealers, one that dies, clocks, expiry, erasure, new keys', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, async (history) => {
        await begin(history);
        expect(await world.verdict({ anchors: world.anchors })).toBe('holds');
        await world.seal();
        expect(await world.sql('select 1 from audit_events where seal is null')).toEqual([]);
        expect(await world.verdict({ anchors: world.anchors })).toBe('holds');
      }),
      { numRuns: 40 },
    );
  });

  it.each(TAMPERINGS.map((tampering) => [tampering.name, tampering] as const))('tells of %s', async (_name, { plan }) => {
    await begin([...BEFORE, { kind: 'write', count: 2 }, { kind: 'seal', sealers: 1 }]);
    for (const one of [0, 4]) {
      const putBack = await world.backup();
      const planned = plan(await snapshot(world), one, 1);
      expect(planned).toBeDefined();
      for (const statement of planned?.statements ?? []) await world.sql(statement);
      expect(await world.verdict()).toBe(planned?.verdict);
      await putBack();
      expect(await world.verdict()).toBe('holds');
    }
  });

  it('tells every tampering apart after any history', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, tamperings, async (history, { tampering, one, other }) => {
        await begin([...BEFORE, ...history]);
        const planned = tampering.plan(await snapshot(world), one, other);
        fc.pre(planned !== undefined);
        for (const statement of planned.statements) await world.sql(statement);
        expect(await world.verdict()).toBe(planned.verdict);
      }),
      { numRuns: 150 },
    );
  });

  it('tells of a backup that was put back by the anchors alone: the end is missing, and then another one is there', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, async (history) => {
        await begin(BEFORE);
        const putBack = await world.backup();
        const last = (await world.seals()).length;
        for (const happening of [...history, ...BEFORE]) if (happening.kind !== 'rotate') await happen(world, happening);
        await putBack();
        expect(await world.verdict()).toBe('holds');
        expect(await world.verdict({ anchors: world.anchors })).toBe(`${last + 1}: seals missing at the end`);
        await world.write(1);
        await world.seal();
        expect(await world.verdict()).toBe('holds');
        expect(await world.verdict({ anchors: world.anchors })).toBe(`${last + 1}: anchor differs`);
      }),
      { numRuns: 10 },
    );
  });
});

describe('an erasure', () => {
  it('is told apart from rows that somebody emptied by its signed mark', async () => {
    await begin([...BEFORE, { kind: 'erase', account: 1 }]);
    const emptied = await world.sql<{ seal: number }>('select seal from audit_events where salt is null order by seal');
    expect(emptied.length).toBeGreaterThan(0);
    expect(await world.verdict()).toBe('holds');
    await world.sql(`update audit_events set reason = 'forged' where event = 'audit-erased'`);
    expect(await world.verdict()).toBe(`${emptied[0]?.seal}: row emptied`);
    await world.sql(`delete from audit_events where event = 'audit-erased'`);
    expect(await world.verdict()).toBe(`${emptied[0]?.seal}: row emptied`);
  });
});

describe('a key', () => {
  it('that is not known says so, and nothing is sealed over it until it is', async () => {
    await begin(BEFORE);
    const putBack = await world.backup();
    const stranger = new AuditWorld(product, accounts);
    Reflect.set(stranger, 'secrets', ['s'.repeat(32)]);
    Reflect.set(stranger, 'keys', Reflect.apply(Reflect.get(stranger, 'keysNow') as () => object, stranger, []));
    await stranger.write(1);
    await stranger.seal();
    expect(await stranger.verdict()).toBe('2: unknown key');
    expect(await world.sql('select 1 from audit_events where seal is null')).toHaveLength(1);
    expect(await world.verdict()).toBe('holds');
    await putBack();
  });
});
