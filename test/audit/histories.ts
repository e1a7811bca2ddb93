/**
 * Random histories of an audit log, what may be done to its tables behind its back, and what a verification must say of
 * each: a small model that knows no hash.
 */

import fc from 'fast-check';
import type { AuditWorld } from './audit-world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What happens to every audit log, and must never be an alarm. */
export type Happening =
  | { readonly kind: 'write'; readonly count: number }
  | { readonly kind: 'commit late'; readonly count: number }
  | { readonly kind: 'seal'; readonly sealers: number }
  | { readonly kind: 'die while sealing' | 'expire' | 'rotate' }
  | { readonly kind: 'jump'; readonly milliseconds: number }
  | { readonly kind: 'erase'; readonly account: number };

export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('write' as const), count: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('commit late' as const), count: fc.integer({ min: 1, max: 2 }) }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('seal' as const), sealers: fc.integer({ min: 1, max: 2 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom('die while sealing' as const, 'expire' as const, 'rotate' as const) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('jump' as const),
        milliseconds: fc.constantFrom(-2 * HOUR, HOUR, 150 * DAY, 300 * DAY),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase' as const), account: fc.integer({ min: 0, max: 2 }) }) },
  ),
  { minLength: 4, maxLength: 16 },
);

export async function happen(world: AuditWorld, happening: Happening): Promise<void> {
  if (happening.kind === 'write') return world.write(happening.count);
  if (happening.kind === 'commit late') return world.write(happening.count, 20_000);
  if (happening.kind === 'seal') return world.seal(happening.sealers);
  if (happening.kind === 'die while sealing') return world.dieWhileSealing();
  if (happening.kind === 'jump') return world.jump(happening.milliseconds);
  if (happening.kind === 'erase') return world.erase(happening.account);
  return happening.kind === 'expire' ? world.expire() : world.rotate();
}

export interface Row {
  readonly id: string;
  readonly event: string;
  readonly subject: string;
  readonly seal: number;
  readonly position: number;
  readonly salt: string | null;
}

/** What the tables say before anybody touches them. */
export interface Snapshot {
  readonly rows: readonly Row[];
  readonly seals: readonly { readonly number: number; readonly isKnown: boolean }[];
  readonly expired: number;
}

export async function snapshot(world: AuditWorld): Promise<Snapshot> {
  const rows = await world.sql<Row>(
    `select id::text as id, event, subject::text as subject, seal, position, salt from audit_events where seal is not null order by seal, position`,
  );
  const [state] = await world.sql<{ expired: number }>('select expired from audit_state');
  return { rows, seals: await world.seals(), expired: state?.expired ?? 0 };
}

/** Statements that tamper, and the verdict that they must get. Numbers choose among what there is. */
export interface Tampering {
  readonly name: string;
  /** Undefined where there is nothing of the kind to tamper with. */
  readonly plan: (seen: Snapshot, one: number, other: number) => Plan | undefined;
}

interface Plan {
  readonly statements: readonly string[];
  readonly verdict: string;
}

const COLUMNS =
  'id, at, event, subject, actor, count, address, device, session, reason, request_id, changes, salt, commitment, seal, position';

/** The contents of two rows change places: all but what says where they are. */
const CONTENTS = 'at, event, subject, actor, count, address, device, session, reason, request_id, changes, salt, commitment';

/** The mark of an erasure speaks for other rows too: tests of erasure have it. */
const ordinary = ({ rows }: Snapshot): readonly Row[] => rows.filter(({ event }) => event !== 'audit-erased');

const pick = <T>(from: readonly T[], place: number): T | undefined => from[place % Math.max(1, from.length)];

/** Where the marks of erasures are cut off too, rows before them are emptied without a reason. */
function withoutMarks({ rows }: Snapshot, cut: number): string | undefined {
  const gone = rows.filter(({ event, seal }) => event === 'audit-erased' && seal >= cut).map(({ subject }) => subject);
  const emptied = rows.find(({ salt, seal, subject }) => salt === null && seal < cut && gone.includes(subject));
  return emptied && `${emptied.seal}: row emptied`;
}

const lastOf = ({ seals }: Snapshot): number => seals.at(-1)?.number ?? 0;

/** A change of a row, by the assignment that makes it. */
const changing = (assignment: string): Tampering => ({
  name: `a row: ${assignment}`,
  plan: (seen, one) => {
    const row = pick(ordinary(seen), one);
    return (
      row && { statements: [`update audit_events set ${assignment} where id = '${row.id}'`], verdict: `${row.seal}: row changed` }
    );
  },
});

/** A change of a seal that its signature covers; where the key is gone, the chain after it does. */
const reseal = (assignment: string, byChain: 'here' | 'next'): Tampering => ({
  name: `a seal: ${assignment}`,
  plan: (seen, one) => {
    const seal = pick(seen.seals, one);
    if (seal === undefined) return undefined;
    const { number, isKnown } = seal;
    const next = number === lastOf(seen) ? `${number}: state changed` : `${number + 1}: chain broken`;
    const unknown = byChain === 'here' ? `${number}: chain broken` : next;
    return {
      statements: [`update audit_seals set ${assignment} where number = ${number}`],
      verdict: isKnown ? `${number}: seal changed` : unknown,
    };
  },
});

/** A change of what the database says of the end of the chain. */
const ending = (assignment: string): Tampering => ({
  name: `the state: ${assignment}`,
  plan: (seen) =>
    seen.seals.length === 0
      ? undefined
      : { statements: [`update audit_state set ${assignment}`], verdict: `${lastOf(seen)}: state changed` },
});

export const TAMPERINGS: readonly Tampering[] = [
  ...["event = 'logged-out'", "at = at + interval '1 hour'", 'count = count + 1', 'subject = gen_random_uuid()'].map(changing),
  ...['actor = gen_random_uuid()', "address = '198.51.100.1'", "device = 'another'", "reason = 'invented'"].map(changing),
  ...["changes = '{}'", "commitment = repeat('B', 43)", "salt = repeat('B', 22)"].map(changing),
  ...["sealed_at = sealed_at - interval '1 hour'", 'count = count + 1'].map((text) => reseal(text, 'next')),
  reseal("previous = repeat('B', 43)", 'here'),
  ...["hash = repeat('B', 43)", 'expired = expired + 1', "mac = repeat('B', 43)"].map(ending),
  {
    name: 'a row removed',
    plan: (seen, one) => {
      const row = pick(ordinary(seen), one);
      return row && { statements: [`delete from audit_events where id = '${row.id}'`], verdict: `${row.seal}: row removed` };
    },
  },
  {
    name: 'a row inserted beside another',
    plan: (seen, one, other) => {
      const row = pick(seen.rows, one);
      const columns = COLUMNS.replace('id, ', 'gen_random_uuid(), ').replace(/position$/, `${other % 7}`);
      return (
        row && {
          statements: [`insert into audit_events (${COLUMNS}) select ${columns} from audit_events where id = '${row.id}'`],
          // A copy of an emptied row needs no other erasure than the row itself.
          verdict: `${row.seal}: row inserted`,
        }
      );
    },
  },
  {
    name: 'a row inserted without a place',
    plan: (seen, one) => {
      const row = pick(seen.rows, one);
      const columns = COLUMNS.replace('id, ', 'gen_random_uuid(), ').replace(/position$/, 'null');
      return (
        row && {
          statements: [`insert into audit_events (${COLUMNS}) select ${columns} from audit_events where id = '${row.id}'`],
          verdict: `${row.seal}: row inserted`,
        }
      );
    },
  },
  {
    name: 'two rows of a batch changing places',
    plan: (seen, one, other) => {
      const row = pick(seen.rows, one);
      const second = pick(
        seen.rows.filter(({ seal, id }) => seal === row?.seal && id !== row.id),
        other,
      );
      if (row === undefined || second === undefined) return undefined;
      return {
        statements: [
          `update audit_events set position = case id when '${row.id}' then ${second.position} else ${row.position} end where id in ('${row.id}', '${second.id}')`,
        ],
        verdict: `${row.seal}: row moved`,
      };
    },
  },
  {
    name: 'two rows changing what they say',
    plan: (seen, one, other) => {
      const row = pick(ordinary(seen), one);
      const second = pick(
        ordinary(seen).filter(({ id }) => id !== row?.id),
        other,
      );
      if (row === undefined || second === undefined) return undefined;
      const swap = `update audit_events t set (${CONTENTS}) = (select ${CONTENTS} from audit_events o where o.id <> t.id
        and o.id in ('${row.id}', '${second.id}')) where t.id in ('${row.id}', '${second.id}')`;
      return { statements: [swap], verdict: `${Math.min(row.seal, second.seal)}: row changed` };
    },
  },
  {
    name: 'a row moved to another batch',
    plan: (seen, one, other) => {
      const row = pick(seen.rows, one);
      const to = pick(
        seen.seals.filter(({ number }) => number !== row?.seal),
        other,
      );
      if (row === undefined || to === undefined) return undefined;
      const isExpired = to.number <= seen.expired;
      return {
        statements: [`update audit_events set seal = ${to.number} where id = '${row.id}'`],
        verdict: isExpired ? `${to.number}: row inserted` : `${Math.min(row.seal, to.number)}: row moved`,
      };
    },
  },
  {
    name: 'a row that loses its seal',
    plan: (seen, one) => {
      const row = pick(seen.rows, one);
      return (
        row && {
          statements: [`update audit_events set seal = null, position = null where id = '${row.id}'`],
          verdict: `${row.seal}: row moved`,
        }
      );
    },
  },
  {
    name: 'a row emptied as if it were erased',
    plan: (seen, one) => {
      const row = pick(
        ordinary(seen).filter(({ salt }) => salt !== null),
        one,
      );
      const nothing =
        'address = null, device = null, session = null, reason = null, request_id = null, changes = null, salt = null';
      return (
        row && { statements: [`update audit_events set ${nothing} where id = '${row.id}'`], verdict: `${row.seal}: row emptied` }
      );
    },
  },
  {
    name: 'a seal removed',
    plan: (seen, one) => {
      const seal = pick(seen.seals, one);
      if (seal === undefined) return undefined;
      const kind = seal.number === lastOf(seen) ? 'seals missing at the end' : 'seal missing';
      return { statements: [`delete from audit_seals where number = ${seal.number}`], verdict: `${seal.number}: ${kind}` };
    },
  },
  {
    name: 'the end cut off, with its rows',
    plan: (seen, one) => {
      const seal = pick(seen.seals, one);
      return (
        seal && {
          statements: [
            `delete from audit_seals where number >= ${seal.number}`,
            `delete from audit_events where seal >= ${seal.number}`,
          ],
          verdict: withoutMarks(seen, seal.number) ?? `${seal.number}: seals missing at the end`,
        }
      );
    },
  },
  {
    name: 'the hashes beside a seal',
    plan: (seen, one) => {
      const seal = pick(
        seen.seals.filter(({ number }) => number > seen.expired),
        one,
      );
      return (
        seal && {
          statements: [`update audit_seals set leaves = '${Buffer.alloc(32).toString('base64')}' where number = ${seal.number}`],
          verdict: `${seal.number}: seal changed`,
        }
      );
    },
  },
  {
    name: 'two seals changing their numbers',
    plan: (seen, one, other) => {
      const seal = pick(seen.seals, one);
      const second = pick(
        seen.seals.filter(({ number, isKnown }) => number !== seal?.number && isKnown === seal?.isKnown),
        other,
      );
      if (seal === undefined || second === undefined) return undefined;
      const [low, high] = [Math.min(seal.number, second.number), Math.max(seal.number, second.number)];
      return {
        statements: [
          `update audit_seals set number = -1 where number = ${low}`,
          `update audit_seals set number = ${low} where number = ${high}`,
          `update audit_seals set number = ${high} where number = -1`,
        ],
        verdict: `${low}: ${seal.isKnown ? 'seal changed' : 'chain broken'}`,
      };
    },
  },
];

export const tamperings = fc.record({
  tampering: fc.constantFrom(...TAMPERINGS),
  one: fc.nat({ max: 1_000 }),
  other: fc.nat({ max: 1_000 }),
});
