import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshStorage, onServers, Product, type Storage } from '../support/product.js';
import { ProductProcess, startProcess } from '../support/servers/index.js';
import { register, someone, Visitor, wholeJourney } from '../support/visitor.js';
import { runUser } from '../console/operator.js';
import { seal, sql } from './auditing.js';

let storage: Storage;
let folder: string;
let anchors: string;

beforeAll(async () => {
  storage = await freshStorage();
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-audit-'));
  anchors = join(folder, 'log');
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await storage.remove();
});

const environment = (env = {}) => ({ LOG_LEVEL: 'silent', BCRYPT_COST: '4', ...storage.env, ...env });

async function audit(args: readonly string[], env = {}) {
  const program = new ProductProcess(environment(env), 'console/audit.js', args);
  const code = await program.exited;
  return { code, lines: program.lines, errors: program.errors.join('\n') };
}

/** Does something with the product, in this process; embedded, nothing else may run. */
async function meanwhile<T>(work: (product: Product) => Promise<T>): Promise<T> {
  const product = await Product.on(storage);
  try {
    return await work(product);
  } finally {
    await product.close();
  }
}

const sha256 = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

interface Line {
  readonly seal?: Record<string, string | number> & { readonly number: number };
  readonly row?: Record<string, string | number | null> & { readonly at: string };
  readonly proof?: { readonly seal: number; readonly position: number; readonly path: readonly string[] };
}

/** What an auditor computes by docs/audit.md alone: the root that this row leads to. */
function rootOf({ row, proof }: Line, count: number): string {
  if (row === undefined || proof === undefined) throw new Error('a row and its proof');
  const { salt, address, device, session, reason, requestId, changes } = row;
  const fields = JSON.stringify(['audit-fields', salt, address, device, session, reason, requestId, changes]);
  const commitment = sha256(fields).toString('base64url');
  if (salt !== null) expect(commitment).toBe(row['commitment']);
  const { id, at, event, subject, actor } = row;
  const leaf = [id, Date.parse(at), event, subject, actor, row['count'], row['commitment']];
  const path = proof.path.map((hash) => Buffer.from(hash, 'base64url'));
  let hash = sha256('\0', JSON.stringify(leaf));
  for (let place = proof.position, size = count; size > 1; place >>= 1, size = (size + 1) >> 1) {
    if ((place ^ 1) >= size) continue;
    const neighbour = path.shift() ?? Buffer.alloc(0);
    hash = place % 2 === 0 ? sha256('\x01', hash, neighbour) : sha256('\x01', neighbour, hash);
  }
  return hash.toString('base64url');
}

describe('npm run audit', { timeout: 180_000 }, () => {
  it('verifies what a product has left behind that was killed right after an answer', async () => {
    const product = await startProcess(environment({ LOG_LEVEL: 'info' }));
    await wholeJourney((headers) => new Visitor(product.url, headers));
    const last = someone();
    expect((await register(new Visitor(product.url), last)).status).toBe(201);
    await product.stop('SIGKILL');
    const [row] = await meanwhile(async (again) => {
      const found = await sql<{ event: string }>(
        again,
        `select e.event from audit_events e join audit_subjects s on s.subject = e.subject join users u on u.id = s.account where u.username = '${last.username}'`,
      );
      await seal(again);
      return found;
    });
    expect(row).toEqual({ event: 'registered' });
    const verified = await audit(['verify']);
    expect(verified).toMatchObject({ code: 0, errors: '' });
    expect(verified.lines[0]).toMatch(/^The audit log holds: \d+ rows in \d+ batches\.$/);
  });

  it('compares with the anchors of a log, whatever else stands in it', async () => {
    const product = await startProcess(environment({ LOG_LEVEL: 'info', NODE_ENV: 'test' }));
    await register(new Visitor(product.url), someone());
    await product.stop();
    const forged = '{"msg":"request","path":"/audit-sealed number=1 hash=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}';
    writeFileSync(anchors, [forged, ...product.lines, ''].join('\n'));
    expect(await audit(['verify', '--anchors', anchors])).toMatchObject({ code: 0, lines: [expect.stringContaining('anchors')] });
    await meanwhile((again) => sql(again, 'delete from audit_events where seal = (select max(seal) from audit_events)'));
    const { code, errors } = await audit(['verify', '--anchors', anchors]);
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^The audit log does not hold\. The first bad batch is \d+:\n {2}row removed \(place 0\): a sealed row is not there/,
    );
  });

  it('has rows of the operator’s commands, which are about nobody’s request', async () => {
    const person = someone();
    await meanwhile((product) => register(product.visitor(), person));
    expect((await runUser(storage, ['disable', person.username], '')).code).toBe(0);
    const rows = await meanwhile((product) =>
      sql(product, `select event, reason, address from audit_events where event = 'user-disabled'`),
    );
    expect(rows).toEqual([{ event: 'user-disabled', reason: 'operator', address: null }]);
  });

  it('exports rows with proofs that hold by hashing alone', async () => {
    await meanwhile(seal);
    const { code, lines } = await audit(['export']);
    expect(code).toBe(0);
    const all = lines.map((line) => JSON.parse(line) as Line);
    const seals = new Map(all.flatMap(({ seal: one }) => (one === undefined ? [] : [[one.number, one] as const])));
    const proven = all.filter(({ proof }) => proof !== undefined && proof !== null);
    expect([seals.size > 1, proven.length > 10]).toEqual([true, true]);
    for (const line of proven) {
      const sealed = seals.get(line.proof?.seal ?? 0);
      expect(rootOf(line, Number(sealed?.['count']))).toBe(sealed?.['root']);
    }
    for (const { number, sealedAt, count, root, previous, hash } of seals.values()) {
      const body = ['audit-seal', number, Date.parse(String(sealedAt)), count, root, previous];
      expect(sha256(JSON.stringify(body)).toString('base64url')).toBe(hash);
    }
  });

  it('exports a time alone, from its beginning to before its end, and what it leaves of a batch still proves', async () => {
    const rowsIn = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Line).filter(({ row }) => row);
    const all = rowsIn((await audit(['export'])).lines);
    const times = [...new Set(all.map(({ row }) => row?.at ?? ''))].toSorted();
    expect(times.length).toBeGreaterThan(5);
    const [since = '', until = ''] = [times[2], times.at(-2)];
    const { code, lines } = await audit(['export', '--since', since, '--until', until]);
    expect(code).toBe(0);
    const isWithin = ({ row }: Line): boolean => row !== undefined && row.at >= since && row.at < until;
    expect(rowsIn(lines)).toEqual(all.filter(isWithin));
    const seals = lines.flatMap((line) => (JSON.parse(line) as Line).seal ?? []);
    for (const line of rowsIn(lines)) {
      const sealed = seals.find(({ number }) => number === line.proof?.seal);
      expect(rootOf(line, Number(sealed?.['count']))).toBe(sealed?.['root']);
    }
    expect(await audit(['export', '--until', '2020-01-01'])).toMatchObject({ code: 0, lines: [] });
  });

  it.each([
    [['verify', '--anchors', '/nowhere'], 2, 'cannot be read'],
    [['verify', '--until', '2020-01-01'], 2, 'npm run audit -- verify'],
    [['export', '--since', 'yesterday'], 2, 'npm run audit -- verify'],
    [['prove'], 2, 'npm run audit -- verify'],
    [[], 2, 'npm run audit -- verify'],
  ])('called with %j ends with %d and says why', async (args, code, said) => {
    const result = await audit(args);
    expect([result.code, result.errors]).toEqual([code, expect.stringContaining(said)]);
  });

  it.runIf(!onServers)('ends with 2 while the product runs, which alone has its data then', async () => {
    const { code, errors } = await meanwhile(() => audit(['verify']));
    expect([code, errors]).toEqual([2, expect.stringContaining('Another process already uses the data')]);
  });

  it.runIf(onServers)('ends with 2 where no database answers', async () => {
    const { code, errors } = await audit(['verify'], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' });
    expect([code, errors]).toEqual([2, expect.stringContaining('cannot start')]);
  });

  it('says that a key is not the one', async () => {
    const { code, errors } = await audit(['verify'], { SESSION_SECRET: 'another secret of thirty-two bytes or more' });
    expect([code, errors]).toEqual([1, expect.stringContaining('unknown key')]);
  });
});
