import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documented } from '../support/observing.js';
import { Closers, type Environment } from '../support/product.js';
import { ProductProcess, Program, startProcess } from '../support/servers/index.js';
import { isSignedIn, logIn, type Person, register, remembered, reopened, someone, Visitor } from '../support/visitor.js';
import { releaseNextVersion } from './next-version.js';
import { clone, git, installPackages } from './repository.js';
import { emptyServers, production } from './servers.js';
import { followTheGuides, TEAM_TESTS } from './team-repository.js';

/** The version that the team began with: the first release, or where it is not here, what is checked out. */
const BEGINNING = 'v0.1.0';

const [ONCE = '', EACH_TIME = ''] = documented('docs/guides/upgrade.md', 'sh');
const TASK = { title: 'Call Ada', notes: '', due: '2026-12-24', effort: '3', area: 'work', priority: 'soon' };

/** What a test of the look says of its guide is of the version that it was written for. */
const TESTS_OF_A_TEAM = ['run', ...TEAM_TESTS, '--testNamePattern', '^(?!.*is that of the guide)'];

describe('a team that takes the next version', () => {
  const closers = new Closers();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-upgrade-'));
  const [upstream, before, after] = [join(folder, 'upstream'), join(folder, 'before'), join(folder, 'after')];
  let env: Environment;
  let older: ProductProcess;
  let newer: ProductProcess;
  let visitor: Visitor;
  let person: Person;

  beforeAll(async () => {
    clone(process.cwd(), 'HEAD', upstream);
    releaseNextVersion(upstream, 'v0.2.0');
    clone(process.cwd(), beginning(), before);
    followTheGuides(before);
    clone(before, 'HEAD', after);
    installPackages(before);
    const servers = await closers.add(emptyServers(), (started) => started.remove());
    env = { ...production(servers.env), MIGRATE_ON_START: 'false' };
    expect(await migrate(before)).toContain('Migration20261129190000_tasks');
    older = await closers.add(startProcess(env, before), (product) => product.stop());
    visitor = new Visitor(older.url);
    person = await remembered(visitor);
    expect((await visitor.post('/tasks/new', TASK, 'json')).status).toBe(201);
  }, 300_000);

  afterAll(async () => {
    await closers.closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  async function migrate(repository: string): Promise<string> {
    const program = new ProductProcess(env, 'console/migrate.js', [], repository);
    expect(await program.exited, program.errors.join('\n')).toBe(0);
    return program.lines.join('\n');
  }

  /** Runs a command of a package in the merged repository, and returns what it has said. */
  async function succeeds(command: string, args: readonly string[]): Promise<string> {
    const program = new Program(process.execPath, [join('node_modules', command), ...args], { NO_COLOR: '1' }, after);
    const code = await program.exited;
    const said = [...program.lines, ...program.errors].join('\n');
    expect(code, said).toBe(0);
    return said;
  }

  it('merges it by the commands of the guide, without a conflict, and nothing of its own has changed', () => {
    const commands = ONCE.replace(/https:\S+/, upstream) + EACH_TIME.replace(/^npm .*$/gm, '');
    const { status, stdout, stderr } = spawnSync('bash', ['-ec', commands], { cwd: after, encoding: 'utf8' });
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('src/announcements/announcements.module.ts')]);
    expect(git(after, 'diff', '--name-only', 'origin/ours', 'HEAD', '--', 'src/team', ...TEAM_TESTS)).toBe('');
    installPackages(after);
  });

  it('migrates while the old build serves, which goes on as before', async () => {
    expect(await migrate(after)).toContain('Migration20261129000900_announcements');
    expect((await visitor.get('/tasks')).text).toContain(TASK.title);
    expect((await visitor.post('/tasks/new', { ...TASK, title: 'Call Grace' }, 'json')).status).toBe(201);
    const newcomer = someone();
    expect((await register(new Visitor(older.url), newcomer)).status).toBe(201);
    expect((await logIn(new Visitor(older.url), newcomer)).status).toBe(200);
  });

  it('finds its people, their sessions and the rows of its table in the new build', async () => {
    newer = await closers.add(startProcess(env, after), (product) => product.stop());
    expect((await new Visitor(newer.url).get('/announcements', 'json')).status).toBe(200);
    const moved = visitor.copy(newer.url);
    expect((await moved.get('/dashboard')).text).toContain(person.username);
    expect((await moved.get('/tasks')).text).toMatch(/Call Ada[^]*Call Grace/);
    expect(await isSignedIn(reopened(visitor.copy(newer.url)))).toBe(true);
    expect((await logIn(new Visitor(newer.url), person)).status).toBe(200);
  });

  it('has its page, its look, its role and its login step in the new build', async () => {
    const moved = visitor.copy(newer.url);
    const { text } = await moved.get('/notes');
    expect(text).toContain(`Only ${person.username} sees this.`);
    expect(text).toMatch(/<title>[^<]* · ACME<\/title>/);
    expect((await moved.get('/reports', 'json')).json['code']).toBe('forbidden');
    expect((await new Visitor(newer.url).get('/login/code')).headers.get('location')).toBe('/login');
  });

  it('may go back: what the new build has written, the old one reads', async () => {
    const [there, newcomer] = [new Visitor(newer.url), someone()];
    await register(there, newcomer);
    await logIn(there, newcomer);
    await there.post('/tasks/new', TASK, 'json');
    expect((await there.copy(older.url).get('/tasks')).text).toContain(TASK.title);
  });

  it('compiles with the new version, and its tests pass', { timeout: 240_000 }, async () => {
    await succeeds('typescript/bin/tsc', ['-p', 'tsconfig.types.json']);
    expect(await succeeds('vitest/vitest.mjs', TESTS_OF_A_TEAM)).toMatch(/Test Files +5 passed[^]*Tests +\d+ passed/);
  });
});

/** A shallow clone may lack the first release, or what lies between. */
function beginning(): string {
  const { status } = spawnSync('git', ['merge-base', '--is-ancestor', BEGINNING, 'HEAD'], { stdio: 'ignore' });
  return status === 0 ? BEGINNING : 'HEAD';
}
