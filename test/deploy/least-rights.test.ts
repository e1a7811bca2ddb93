import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { documented } from '../support/observing.js';
import { compose, composeVariables, rawCompose } from './compose-file.js';

describe('what docker-compose.yml delivers', () => {
  it('is the roles of docs/database-roles.md, statement by statement', () => {
    const told = documented('docs/database-roles.md', 'sql');
    const delivered = ['deploy/postgresql/roles.sql', 'deploy/postgresql/after-migration.sql'].map((file) =>
      readFileSync(file, 'utf8'),
    );
    expect(statements(delivered.join('\n'))).toEqual(statements(told.join('\n')));
    const { postgres, 'after-migration': after } = rawCompose().services;
    expect(postgres?.volumes).toContain('./deploy/postgresql/roles.sql:/docker-entrypoint-initdb.d/roles.sql:ro');
    expect(after?.volumes).toEqual(['./deploy/postgresql/after-migration.sql:/after-migration.sql:ro']);
    expect(after?.command?.at(-1)).toBe('--file=/after-migration.sql');
  });

  it('is the user of docs/redis-acl.md, right by right', () => {
    const told = documented('docs/redis-acl.md', 'acl').join('').replace('>a-password-of-your-own', '#SHA256_OF_PASSWORD');
    expect(readFileSync('deploy/redis/users.acl', 'utf8')).toBe(told);
    const { redis } = rawCompose().services;
    expect(redis?.command?.slice(0, 2)).toEqual(['sh', '/gatehouse/start.sh']);
    expect(redis?.volumes).toContain('./deploy/redis:/gatehouse:ro');
    expect(redis?.healthcheck?.test?.join(' ')).toContain('--user gatehouse');
  });
});

describe('the images', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-digests-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A registry that says this of every image. */
  const envBy = (said: string, ...args: string[]) => {
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\nprintf '${said}'\n`);
    chmodSync(join(folder, 'docker'), 0o755);
    const env = { PATH: `${folder}:${process.env['PATH']}` };
    const { status, stdout } = spawnSync('sh', ['deploy/docker/env.sh', ...args], { encoding: 'utf8', env });
    const pairs = stdout.split('\n').filter(Boolean);
    return { status, made: Object.fromEntries(pairs.map((line) => [line.replace(/=.*/, ''), line.replace(/^\w+=/, '')])) };
  };
  const digest = `sha256:${'5'.repeat(64)}`;
  const answer = `Name:      docker.io/library/x:1\\nMediaType: x\\nDigest:    ${digest}\\n\\nManifests:\\n  Digest: no\\n`;

  it('run by digest only: each that is not built here has one, and so has each that the build begins with', () => {
    const { services } = compose(envBy(answer, 'https://www.example.org').made);
    const images = Object.values(services).flatMap(({ image, build }) =>
      build === undefined ? [image] : Object.values(build.args),
    );
    expect(images.length).toBe(10);
    for (const image of images) expect(image).toMatch(new RegExp(`^[a-z]+:[a-z0-9.-]+@${digest}$`));
    const begun = [...readFileSync('Dockerfile', 'utf8').matchAll(/^ARG (\w+)=(.+)$/gm)].map(([, name = '', image = '']) => [
      name,
      image,
    ]);
    const args = Object.entries(services['app1']?.build?.args ?? {}).map(([name, image]) => [name, image?.replace(/@.*/, '')]);
    expect(Object.fromEntries(args)).toEqual(Object.fromEntries(begun));
  });

  it('get from env.sh every variable that the file requires, each secret anew, and nothing else', () => {
    const [one, other] = [envBy(answer, 'https://www.example.org').made, envBy(answer, 'https://www.example.org').made];
    const required = new Set(
      composeVariables()
        .filter((variable) => variable.required)
        .map(({ name }) => name),
    );
    expect(new Set(Object.keys(one))).toEqual(required);
    const secrets = Object.keys(one).filter((name) => /PASSWORD|SECRET|PEPPER|KEY/.test(name));
    expect(secrets).toHaveLength(8);
    expect(new Set(secrets.flatMap((name) => [one[name], other[name]])).size).toBe(2 * secrets.length);
    for (const name of secrets) expect(one[name]?.length).toBeGreaterThanOrEqual(48);
    expect(Object.keys(envBy(answer, '--digests').made).toSorted()).toEqual(
      [...required].filter((name) => name.endsWith('_DIGEST')).toSorted(),
    );
  });

  it('of which the registry names no digest stop env.sh', () => {
    for (const said of ['', 'Digest: sha256:1234\\n', 'Digest: latest\\n'])
      expect(envBy(said, '--digests')).toEqual({ status: 1, made: {} });
  });
});

/** Statements without comments, psql's own commands and the words of passwords. */
function statements(sql: string): string[] {
  const text = sql.replaceAll(/^(--|\\).*$/gm, '').replaceAll(/password (:'\w+'|'[^']*')/g, 'password');
  return text
    .split(/;\s*$/m)
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
    .filter(Boolean);
}
