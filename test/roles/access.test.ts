import { Controller, Get, Module, type Type } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/app.js';
import { readSettings } from '../../src/config/read-settings.js';
import { Feature, type FeatureParts } from '../../src/features/feature.js';
import type { Permission, RoleName } from '../../src/features/role-catalogue.js';
import { Features } from '../../src/features/features.js';
import { StartError } from '../../src/lifecycle/start-error.js';
import { Logger } from '../../src/log/logger.js';
import { Can, Roles } from '../../src/roles/roles.decorators.js';
import { freshStorage, Product } from '../support/product.js';
import { FORMATS, target, type Visitor } from '../support/visitor.js';
import { DemandingModule } from './demanding.js';

const SETS: readonly RoleName[][] = [[], ['admin'], ['reader'], ['writer'], ['reader', 'writer']];

/** Whom each path lets in, of people with these roles. */
const OPEN_TO: [path: string, sets: string[]][] = [
  ['/test-roles/admin', ['admin']],
  ['/test-roles/either', ['reader', 'writer', 'reader writer']],
  ['/test-roles/two-roles', ['reader writer']],
  ['/test-roles/read', ['reader', 'reader writer']],
  ['/test-roles/read-and-write', ['reader writer']],
  ['/test-roles/disable', ['admin']],
  ['/test-roles/public', ['reader', 'reader writer']],
  ['/test-roles/controller', ['reader', 'reader writer']],
  ['/test-roles/controller/narrow', ['reader writer']],
  ['/test-roles/extended', ['reader', 'reader writer']],
  ['/test-roles/module', ['reader', 'reader writer']],
  ['/test-roles/module/narrow', ['reader writer']],
];

let product: Product;
let people: Map<string, Visitor>;

beforeAll(async () => {
  product = await Product.start({}, [DemandingModule]);
  people = new Map();
  for (const roles of SETS) people.set(roles.join(' '), await product.signedIn({ roles }));
});

afterEach(() => void vi.restoreAllMocks());
afterAll(() => product.remove());

const person = (roles: string): Visitor => people.get(roles) ?? product.visitor();

describe.each(FORMATS)('what is for roles (%s)', (format) => {
  it.each(OPEN_TO)('%s is open to those, and to nobody else', async (path, sets) => {
    const open: string[] = [];
    for (const [roles, visitor] of people) {
      const { status } = await visitor.get(path, format);
      expect([200, 403]).toContain(status);
      if (status === 200) open.push(roles);
    }
    expect(open).toEqual(sets);
  });

  it.each(OPEN_TO)('%s asks guests to log in, also where it says @Public()', async (path) => {
    const answer = await product.visitor().get(path, format);
    if (format === 'json') expect([answer.status, answer.json['code']]).toEqual([401, 'login_required']);
    else expect([answer.status, target(answer)]).toEqual([303, loginPageOf(path)]);
  });

  it('is refused in the words of every refusal, with an event that names the account and what is missing', async () => {
    const info = vi.spyOn(product.app.get(Logger), 'info');
    const visitor = person('reader');
    const { id } = (await visitor.get('/session', 'json')).json['user'];
    const answer = await visitor.get('/test-roles/admin', format);
    expect(answer.text).toContain('You do not have permission to do this.');
    if (format === 'json') expect(answer.json['code']).toBe('forbidden');
    const events = info.mock.calls.filter(([, fields]) => fields?.event === 'forbidden');
    expect(events).toEqual([['forbidden', expect.objectContaining({ accountId: id, reason: 'needs admin' })]]);
  });

  it('is refused before its form is looked at', async () => {
    expect((await person('reader').post('/test-roles/admin', { x: '1' }, format)).status).toBe(403);
    expect((await person('admin').post('/test-roles/admin', { x: '1' }, format)).status).toBe(201);
  });
});

function loginPageOf(path: string): string {
  return path.startsWith('/test-roles/module')
    ? `/shelf/login?next=${encodeURIComponent(path)}`
    : `/login?next=${encodeURIComponent(path)}`;
}

it('links are shown to those who have the role', async () => {
  const shows = async (roles: string, path: string) => (await person(roles).get('/dashboard')).text.includes(`href="${path}"`);
  expect([await shows('admin', '/test-roles/admin'), await shows('reader', '/test-roles/admin')]).toEqual([true, false]);
  expect([await shows('reader', '/test-roles/read'), await shows('writer', '/test-roles/read')]).toEqual([true, false]);
});

it('a role or permission that nobody declares does not compile', () => {
  // @ts-expect-error no module declares it
  expect(Roles('raeder')).toBeTypeOf('function');
  // @ts-expect-error no module declares it
  expect(Can('shelf.raed')).toBeTypeOf('function');
  // @ts-expect-error it would let in nobody, or everybody
  expect(() => Roles()).not.toThrow();
});

@Controller('odd')
class Odd {
  @Get()
  @Roles('raeder' as RoleName)
  show() {
    return {};
  }
}

@Can('shelf.raed' as Permission)
@Controller('odd')
class OddController {}

@Controller('fine')
class Fine {}

const moduleOf = (parts: FeatureParts, controllers: Type[], demand: ClassDecorator = () => undefined): Type => {
  @demand
  @Feature(parts)
  @Module({ controllers })
  class TeamsModule {}
  return TeamsModule;
};

const REFUSED: [what: string, module: Type, line: RegExp][] = [
  ['a role at a handler', moduleOf({}, [Odd]), /^Odd\.show: no module declares the role "raeder"\. Declare it by @Feature/],
  [
    'a permission at a controller',
    moduleOf({}, [OddController]),
    /^OddController: no module declares the permission "shelf\.raed"/,
  ],
  ['a role at a module', moduleOf({}, [Fine], Roles('raeder' as RoleName)), /^TeamsModule: no module declares the role "raeder"/],
  ['a module without controllers', moduleOf({}, [], Roles('admin')), /^TeamsModule: .* it has none$/],
];

describe('the start ends with a line that says where', () => {
  it.each(REFUSED)('%s is that nobody declares', async (_what, module, line) => {
    const storage = await freshStorage();
    const app = await createApp(readSettings({ LOG_LEVEL: 'silent', ...storage.env }), [module]).catch((error: unknown) => error);
    const error: unknown =
      app instanceof Error
        ? app
        : await Object(app)
            .init()
            .catch((thrown: unknown) => thrown);
    if (!(app instanceof Error)) await Object(app).close();
    await storage.remove();
    expect(error).toBeInstanceOf(StartError);
    expect((error as StartError).message).toMatch(line);
  });

  const BROKEN: [what: string, parts: object, line: string][] = [
    ['a role with a comma', { roles: { 'a,b': [] } }, '"a,b" is no role'],
    ['a permission in one word', { roles: { clerk: ['read'] } }, '"read" is no permission'],
    [
      'a link for nobody',
      { navigation: [{ label: 'settingsTitle', path: '/x', order: 1, role: 'raeder' }] },
      'the link to /x is for the role "raeder"',
    ],
  ];

  it.each(BROKEN)('%s', async (_what, parts, line) => {
    await expect(Features.of([moduleOf(parts, [])])).rejects.toThrow(line);
  });

  it('unless several modules add to one role', async () => {
    const { roles } = await Features.of([
      moduleOf({ roles: { reader: ['shelf.read'] } }, []),
      moduleOf({ roles: { reader: ['shelf.write'] } }, []),
    ]);
    expect([roles.names, roles.give(['reader'], 'shelf.read'), roles.give(['reader'], 'shelf.write')]).toEqual([
      ['reader'],
      true,
      true,
    ]);
  });
});
