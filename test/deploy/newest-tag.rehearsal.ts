import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/network.js';
import { Closers } from '../support/product.js';
import { answers, eventually, ProductProcess, Program, startProcess } from '../support/servers/index.js';
import { logIn, remembered, reopened, stateOf, Visitor } from '../support/visitor.js';
import { git, installPackages } from './repository.js';
import { emptyServers, production } from './servers.js';

/** The version that most deployments come from. */
const tag = git('.', 'tag', '--list', 'v*', '--sort=-version:refname').split('\n')[0] ?? '';

describe.skipIf(tag === '')(`the build of ${tag || 'the newest tag (there is none yet)'}, on the schema of this one`, () => {
  const closers = new Closers();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tag-'));
  let older: string;
  let newer: string;

  beforeAll(async () => {
    build(folder);
    const servers = await closers.add(emptyServers(), (started) => started.remove());
    const env = { ...production(servers.env), MIGRATE_ON_START: 'false' };
    expect(await new ProductProcess(env, 'console/migrate.js').exited).toBe(0);
    newer = (await closers.add(startProcess(env), (product) => product.stop())).url;
    const port = String(await freePort());
    older = `http://127.0.0.1:${port}`;
    const main = join(folder, 'dist/src/main.js');
    const product = new Program(process.execPath, [main], { ...env, HOST: '127.0.0.1', PORT: port });
    await closers.add(Promise.resolve(product), (started) => started.stop());
    await eventually('the older build is ready', () => answers(`${older}/health/ready`), product);
  }, 300_000);

  afterAll(async () => {
    await closers.closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const isSignedIn = async (visitor: Visitor) => (await stateOf(visitor))['authenticated'];
  const both = () => [
    { here: older, there: newer },
    { here: newer, there: older },
  ];

  it('reads and writes the sessions of the other, whichever began them', async () => {
    for (const { here, there } of both()) {
      const visitor = new Visitor(here);
      const { username, password } = await remembered(visitor);
      const elsewhere = visitor.copy(there);
      expect((await elsewhere.get('/dashboard')).text).toContain(username);
      expect((await elsewhere.post('/confirm', { password }, 'json')).status).toBe(200);
      const back = elsewhere.copy(here);
      expect(await isSignedIn(back)).toBe(true);
      expect((await back.post('/logout', {}, 'json')).status).toBe(204);
      expect(await isSignedIn(elsewhere)).toBe(false);
    }
  });

  it('takes up the remembered browsers of the other, and what it hands out is taken up there', async () => {
    for (const { here, there } of both()) {
      const visitor = new Visitor(here);
      await remembered(visitor);
      const once = reopened(visitor.copy(there));
      expect(await isSignedIn(once)).toBe(true);
      const again = reopened(once.copy(here));
      expect(await isSignedIn(again)).toBe(true);
    }
  });

  it('knows a password that was changed at the other, and the sessions that this ended', async () => {
    for (const { here, there } of both()) {
      const visitor = new Visitor(here);
      const person = await remembered(visitor);
      const elsewhere = new Visitor(there);
      expect((await logIn(elsewhere, person)).status).toBe(200);
      const password = 'an entirely different sentence';
      const change = { currentPassword: person.password, password, passwordConfirmation: password };
      expect((await visitor.post('/settings/password', change, 'json')).status).toBe(200);
      expect(await isSignedIn(elsewhere)).toBe(false);
      expect((await logIn(new Visitor(there), { ...person, password })).status).toBe(200);
    }
  });
});

/** The sources of the tag, built. */
function build(folder: string): void {
  const archive = execFileSync('git', ['archive', tag], { maxBuffer: 1 << 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  installPackages(folder);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: folder, stdio: 'pipe' });
  if (!existsSync(join(folder, 'dist/src/main.js'))) throw new Error(`${tag} has built nothing`);
}
