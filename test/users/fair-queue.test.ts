import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue } from '../../src/users/passwords/fair-queue.js';

interface Job {
  readonly requester: { readonly account: string; readonly address: string; readonly known: boolean };
}

const PLACES = 12;
const FOR_STRANGERS = 8;

const job = (account: string, address: string, known = false): Job => ({ requester: { account, address, known } });
const jobs = (count: number, account: string, address: string, known = false) =>
  Array.from({ length: count }, () => job(account, address, known));
/** The jobs in the order of their turns. */
const turnsOf = (queue: FairQueue<Job>): Job[] => {
  const served: Job[] = [];
  for (let next = queue.next(); next !== undefined; next = queue.next()) served.push(next);
  return served;
};

describe('the hash queue', () => {
  it('lets one account and address have what nobody else wants, and takes it back for a newcomer', () => {
    const queue = new FairQueue<Job>(PLACES);
    const mine = jobs(FOR_STRANGERS, 'mine', 'here');
    expect(mine.map((one) => queue.add(one))).toEqual(mine.map(() => undefined));
    // The queue is full for strangers: one more of this address is refused, and one of another address takes the place of my newest.
    const more = job('mine', 'here');
    expect(queue.add(more)).toBe(more);
    expect(queue.add(job('other', 'there'))).toBe(mine.at(-1));
    expect(
      turnsOf(queue)
        .slice(0, 3)
        .map(({ requester }) => requester.address),
    ).toEqual(['here', 'there', 'here']);
  });

  it('keeps two of an account and four of an address, whoever else comes', () => {
    const queue = new FairQueue<Job>(PLACES);
    for (const one of jobs(FOR_STRANGERS, 'mine', 'here')) queue.add(one);
    for (let other = 0; other < 2 * PLACES; other += 1) queue.add(job(`other${other}`, `there${other}`));
    expect(turnsOf(queue).filter(({ requester }) => requester.account === 'mine')).toHaveLength(2);
    for (let nth = 0; nth < FOR_STRANGERS; nth += 1) queue.add(job(`mine${nth}`, 'here'));
    for (let other = 0; other < 2 * PLACES; other += 1) queue.add(job(`other${other}`, `there${other}`));
    expect(turnsOf(queue).filter(({ requester }) => requester.address === 'here')).toHaveLength(4);
  });

  it('lets addresses take turns, and in an address its accounts', () => {
    const queue = new FairQueue<Job>(30);
    const order = ['a1', 'a1', 'a1', 'b1', 'a2', 'c1', 'a2'];
    for (const name of order) queue.add(job(name, name.charAt(0)));
    expect(turnsOf(queue).map(({ requester }) => requester.account)).toEqual(['a1', 'b1', 'c1', 'a2', 'a1', 'a2', 'a1']);
  });

  it('keeps a third for known devices, and lets them and strangers take turns', () => {
    const queue = new FairQueue<Job>(PLACES);
    const strangers = Array.from({ length: PLACES }, (_, nth) => job(`s${nth}`, `s${nth}`));
    const refused = strangers.filter((one) => queue.add(one) === one);
    expect(refused).toHaveLength(PLACES - FOR_STRANGERS);
    const known = Array.from({ length: PLACES }, (_, nth) => job(`k${nth}`, `k${nth}`, true));
    expect(known.filter((one) => queue.add(one) === one)).toHaveLength(FOR_STRANGERS);
    expect(
      turnsOf(queue)
        .slice(0, 4)
        .map(({ requester }) => requester.known),
    ).toEqual([true, false, true, false]);
  });

  it('does not let strangers crowd out the known devices of an account or address', () => {
    const queue = new FairQueue<Job>(PLACES);
    for (const one of jobs(FOR_STRANGERS, 'victim', 'shared')) queue.add(one);
    const own = job('victim', 'shared', true);
    expect(queue.add(own)).toBeUndefined();
    expect(queue.next()).toBe(own);
  });

  it('forgets a job whose client has left', () => {
    const queue = new FairQueue<Job>(PLACES);
    const [one, other] = [job('one', 'here'), job('other', 'here')];
    queue.add(one);
    queue.add(other);
    expect([queue.remove(one), queue.remove(one)]).toEqual([true, false]);
    expect(turnsOf(queue)).toEqual([other]);
    expect(queue.waiting).toEqual({ known: 0, stranger: 0 });
  });

  it('loses no job, is never over its capacity, and refuses nobody within a share while others are beyond theirs', () => {
    const requester = fc.record({
      account: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      address: fc.constantFrom('1', '2', '3'),
      known: fc.boolean(),
    });
    const steps = fc.array(
      fc.oneof({ weight: 4, arbitrary: requester }, { weight: 1, arbitrary: fc.constant('next' as const) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 9 }), (deeds, places) => {
        const queue = new FairQueue<Job>(places);
        const inside = new Set<Job>();
        const count = (known: boolean, of: (one: Job['requester']) => boolean = () => true) =>
          [...inside].filter((one) => one.requester.known === known && of(one.requester)).length;
        const isBeyond = ({ requester: { account, address, known } }: Job) =>
          count(known, (one) => one.account === account) > 2 || count(known, (one) => one.address === address) > 4;
        for (const deed of deeds) {
          if (deed === 'next') {
            const next = queue.next();
            expect(next === undefined ? inside.size === 0 : inside.delete(next)).toBe(true);
            continue;
          }
          const newcomer = { requester: deed };
          const leaver = queue.add(newcomer);
          if (leaver === newcomer) {
            inside.add(newcomer);
            // Only who is beyond a share is refused, or everybody who could make room is within one.
            const rivals = [...inside].filter(
              (one) => one !== newcomer && (deed.known || count(true) >= places || !one.requester.known),
            );
            expect(isBeyond(newcomer) || !rivals.some(isBeyond)).toBe(true);
            inside.delete(newcomer);
          } else {
            if (leaver !== undefined) expect(isBeyond(leaver) && inside.delete(leaver)).toBe(true);
            inside.add(newcomer);
          }
          expect(queue.waiting).toEqual({ known: count(true), stranger: count(false) });
          expect(inside.size).toBeLessThanOrEqual(places);
          expect(count(false)).toBeLessThanOrEqual(places - Math.floor(places / 3));
        }
        expect(turnsOf(queue)).toHaveLength(inside.size);
      }),
      { numRuns: 500 },
    );
  });
});
