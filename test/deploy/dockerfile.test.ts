import { existsSync, readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { rawCompose } from './compose-file.js';

const file = readFileSync('Dockerfile', 'utf8');

/** Instruction and arguments, for each stage. */
const stages = file
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n/g, ' ')
  .split(/^(?=FROM )/m)
  .filter((stage) => stage.startsWith('FROM'))
  .map((stage) => stage.trim().split('\n').filter(Boolean));

const last = stages.at(-1) ?? [];
const argumentsOf = (instruction: string) =>
  last.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));

describe('Dockerfile', () => {
  it('is well-formed', () => {
    expect(validate(file).map(({ message, range }) => ({ message, line: range.start.line + 1 }))).toEqual([]);
  });

  it('builds on glibc in every stage', () => {
    const given = Object.fromEntries([...file.matchAll(/^ARG (\w+)=(\S+)$/gm)].map(([, name = '', image = '']) => [name, image]));
    const names = stages.map(([from = '']) => / AS (\w+)$/.exec(from)?.[1]);
    const bases = stages
      .map(([from = '']) => /^FROM (\S+)/.exec(from)?.[1] ?? '')
      .map((from) => from.replace(/^\$\{(\w+)\}$/, (_whole, name: string) => given[name] ?? ''))
      .filter((base) => !names.includes(base));
    expect(bases.length).toBeGreaterThan(0);
    for (const base of bases) expect(base).toMatch(/^(node:\d+-)?(debian:)?trixie-slim$/);
  });

  it('installs what the lock says, and ships neither development packages nor sources', () => {
    expect(file.match(/npm (ci|install|i)\b.*/g)).toEqual(['npm ci', 'npm ci --omit=dev --omit=peer']);
    expect(argumentsOf('COPY')).toEqual([
      '--from=dependencies /app/node_modules node_modules',
      '--from=build /app/dist dist',
      'package.json ./',
    ]);
  });

  it('ships nothing of what tests begin with', () => {
    const [build = []] = stages.filter(([from]) => from?.endsWith(' AS build'));
    expect(build.at(-1)).toMatch(/^RUN npm run build\s+&& rm -rf dist\/src\/testing$/);
  });

  it('leaves out no peer but the scripts that Bootstrap asks for and nobody is sent', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { peer?: true; dev?: true }>;
    };
    const peersAlone = Object.entries(packages).filter(([, { peer, dev }]) => peer === true && dev !== true);
    expect(peersAlone.map(([path]) => path)).toEqual(['node_modules/@popperjs/core']);
  });

  it('runs as a user who is not root, in production, and says whether it lives', () => {
    expect(argumentsOf('USER')).toEqual(['10001:10001']);
    expect(argumentsOf('ENV')).toEqual(['NODE_ENV=production']);
    expect(argumentsOf('EXPOSE')).toEqual(['3000']);
    expect(argumentsOf('HEALTHCHECK').join()).toContain('/health/live');
  });

  it('holds no secret', () => {
    for (const [, name] of file.matchAll(/^ARG (\w+)/gm)) expect(name).toMatch(/_IMAGE$/);
    expect(file).not.toMatch(/SECRET|PASSWORD|PEPPER|DATABASE_URL|REDIS_URL/);
    const entered = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(entered[0]).toBe('*');
    for (const line of entered.slice(1)) {
      expect(line).toMatch(/^!/);
      expect(existsSync(line.slice(1)), line).toBe(true);
    }
  });

  it('starts files that the build makes', () => {
    const commands = [JSON.parse(argumentsOf('CMD').join()) as string[], rawCompose().services['migrate']?.command ?? []];
    expect(commands).toEqual([
      ['node', '--max-semi-space-size=32', 'dist/src/main.js'],
      ['node', 'dist/src/console/migrate.js'],
    ]);
    for (const command of commands) expect(existsSync(command.at(-1) ?? ''), command.join(' ')).toBe(true);
  });
});
