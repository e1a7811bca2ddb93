import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The rooms of the house, the lowest first: a file knows its own room and those before it. */
const ROOMS = [
  'config',
  'cache',
  'forms',
  'texts',
  'faults',
  'log',
  'views',
  'features',
  'outages',
  'lifecycle',
  'database',
  'redis',
  'http',
  'mail',
  'users',
  'notices',
  'tokens',
  'sessions',
  'streams',
  'auth',
  'second-factor',
  'roles',
  'audit',
  'passkeys',
  'account',
  'admin',
  'pages',
  'team',
  'doctor',
  'health',
  'metrics',
  // The empty name stands for the files of src/ itself, which put the rooms together.
  '',
  'console',
  // A team's tests begin with it and it knows everything; nothing of the product knows it.
  'testing',
];

/** The folders of a room, the lowest first. A room's own files may stand between them: they are in no circle. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  http: ['client', 'errors', 'routing', 'responses', 'requests', 'safety', 'filter'],
  sessions: ['record', 'remember-me', 'revocations', 'impersonation', 'express', 'authentication'],
  auth: [
    'rate-limit',
    'drafts',
    'access',
    'login',
    'verification',
    'new-password',
    'recovery',
    'pending-registration',
    'register',
    'confirm',
    'logout',
    'forward-auth',
  ],
  'second-factor': ['migrations', 'trusted-devices', 'codes', 'login', 'settings'],
  passkeys: ['migrations', 'ceremony', 'settings', 'login', 'confirm', 'second-factor'],
  account: ['profile', 'session', 'settings', 'sessions', 'password', 'data', 'email', 'picture', 'deletion'],
  audit: ['migrations', 'rows', 'sealing', 'erasure', 'verification', 'query', 'history'],
  users: ['passwords', 'rules', 'principal', 'data', 'former-emails', 'removal'],
};

/** Who imports whom, types and dynamic imports too. */
function importsOf(...folders: string[]): Map<string, readonly string[]> {
  const all = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  const files = all.filter((file) => /\.tsx?$/.test(file) && !file.startsWith('bench/peers/'));
  const known = new Set(files);
  return new Map(files.map((file) => [file, imported(file).flatMap((path) => found(path, known))]));
}

/** The packages that a file imports. */
function packagesOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  const names = importedFiles.map(({ fileName }) => fileName).filter((name) => !/^(\.|node:)/.test(name));
  return names.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

function imported(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  const relative = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
  return relative.map((name) => normalize(join(dirname(file), name)));
}

function found(path: string, known: ReadonlySet<string>): string[] {
  const base = path.replace(/\.[jt]s$/, '');
  return [path, `${base}.ts`, `${base}.tsx`].filter((file) => known.has(file)).slice(0, 1);
}

/** Files that lead back to themselves: each circle as the way round. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>();
  const circle = (file: string, way: readonly string[]): string[] => {
    if (way.includes(file)) return [[...way.slice(way.indexOf(file)), file].join(' -> ')];
    if (seen.has(file)) return [];
    const all = (imports.get(file) ?? []).flatMap((next) => circle(next, [...way, file]));
    seen.add(file);
    return all;
  };
  return [...imports.keys()].flatMap((file) => circle(file, []));
}

function roomOf(file: string): string {
  const [, room = '', ...rest] = file.split('/');
  return rest.length === 0 ? '' : room;
}

function folderOf(file: string): string | undefined {
  const [, , folder, ...rest] = file.split('/');
  return rest.length === 0 ? undefined : folder;
}

const source = importsOf('src');
const arrows = [...source].flatMap(([from, all]) => all.map((to) => ({ from, to })));

describe('the import graph', () => {
  it('covers the whole house', () => {
    expect(source.size).toBeGreaterThan(200);
    expect(arrows.length).toBeGreaterThan(800);
  });

  it.each(['src', 'bench', 'test'])('of %s has no circle, not even of types', (folder) => {
    expect(circles(importsOf(folder))).toEqual([]);
  });

  it('knows the level of every room', () => {
    expect([...new Set([...source.keys()].map(roomOf))].sort()).toEqual([...ROOMS].sort());
  });

  it('has no arrow up from one room to another', () => {
    const up = arrows.filter(({ from, to }) => ROOMS.indexOf(roomOf(to)) > ROOMS.indexOf(roomOf(from)));
    const named = up.map(({ from, to }) => `${from} -> ${to}`);
    expect(named).toEqual([]);
  });

  it.each(Object.entries(FOLDERS))('has no arrow up inside %s', (room, order) => {
    const inside = arrows.filter(({ from, to }) => roomOf(from) === room && roomOf(to) === room);
    const folders = new Set(
      inside.flatMap(({ from, to }) => [folderOf(from), folderOf(to)]).filter((name) => name !== undefined),
    );
    expect([...folders].filter((folder) => !order.includes(folder))).toEqual([]);
    const place = (file: string): number => order.indexOf(folderOf(file) ?? '');
    const up = inside.filter(({ from, to }) => place(from) >= 0 && place(to) > place(from));
    expect(up.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});

it('the source imports only packages that the image has, which is built without devDependencies', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const missing = [...source.keys()].flatMap((file) =>
    packagesOf(file)
      .filter((name) => packages[`node_modules/${name}`]?.dev !== undefined)
      .map((name) => `${file} -> ${name}: npm install --save-prod ${name}`),
  );
  expect(missing).toEqual([]);
});
