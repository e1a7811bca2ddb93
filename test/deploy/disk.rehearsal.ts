import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/network.js';
import { ProductProcess, SmallDisk, startProcess } from '../support/servers/index.js';
import { logIn, type Person, register, signIn, someone, Visitor } from '../support/visitor.js';

const disk = SmallDisk.mount('160m');
if (disk === undefined) process.stderr.write('skipped: the disk of the embedded default, because nothing can be mounted here\n');

/** More sign-ups than fit into what PGlite has allocated already. */
const MANY = 500;

describe.runIf(disk !== undefined)('the disk of the embedded default', () => {
  const env: Record<string, string> = {
    DATA_DIR: join(disk?.path ?? '', 'data'),
    BCRYPT_COST: '4',
    THROTTLE_REGISTER: 'off',
    THROTTLE_MAIL: 'off',
  };
  let app: ProductProcess;
  let keeper: Visitor;
  let keepers: Person;
  const accepted: Person[] = [];
  const refused: Person[] = [];

  beforeAll(async () => {
    env['PORT'] = String(await freePort());
    app = await startProcess(env);
    keeper = new Visitor(app.url);
    keepers = await signIn(keeper);
  });

  afterAll(async () => {
    await app?.stop();
    disk?.unmount();
  });

  it('full: who wants something written gets a 503, the log says why, and pages go on', async () => {
    disk?.fill();
    while (refused.length === 0 && accepted.length < MANY) {
      const person = someone();
      const { status, headers } = await register(new Visitor(app.url), person);
      if (status === 201) accepted.push(person);
      else {
        expect([status, headers.get('retry-after')]).toEqual([503, '2']);
        refused.push(person);
      }
    }
    expect((await logIn(new Visitor(app.url), keepers)).status).toBe(503);
    expect((await keeper.get('/dashboard')).text).toContain(keepers.username);
    expect((await new Visitor(app.url).get('/')).status).toBe(200);
    expect((await keeper.post('/logout')).status).toBe(503);
    expect(app.lines.join('\n')).toMatch(/service unavailable.*code=53100/);
    expect(app.lines.join('\n')).toMatch(/service unavailable.*sqlite=database or disk is full/);
  });

  it('with room again: all goes on without a restart', async () => {
    disk?.makeRoom();
    const visitor = new Visitor(app.url);
    expect((await logIn(visitor, keepers, 'json', { remember: true })).status).toBe(200);
    expect((await visitor.get('/settings/sessions', 'json')).json['sessions']).toHaveLength(2);
    expect((await keeper.get('/dashboard')).status).toBe(200);
  });

  it('full at the start: it says so; with room nothing is half there', async () => {
    disk?.fill();
    await app.stop('SIGKILL');
    await expectRefused('the disk is full');
    disk?.makeRoom();
    app = await startProcess(env);
    expect((await keeper.get('/dashboard')).text).toContain(keepers.username);
    for (const person of accepted.slice(-20)) expect((await logIn(new Visitor(app.url), person)).status).toBe(200);
    for (const person of refused) expect((await register(new Visitor(app.url), person)).status).toBe(201);
  });

  it('read-only: it says so; writable again, the old data is there', async () => {
    await app.stop();
    disk?.remount('ro');
    await expectRefused('the disk is read-only');
    disk?.remount('rw');
    app = await startProcess(env);
    expect((await keeper.get('/dashboard')).text).toContain(keepers.username);
    expect((await logIn(new Visitor(app.url), keepers)).status).toBe(200);
  });

  const expectRefused = async (reason: string): Promise<void> => {
    const start = new ProductProcess(env);
    expect(await start.exited).toBe(1);
    expect(start.errors.join('\n')).toBe(
      `Gatehouse cannot start.\n  DATA_DIR cannot be written: ${reason}. What it holds is as it was`,
    );
  };
});
