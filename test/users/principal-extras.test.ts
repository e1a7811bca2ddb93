import type { EntityManager } from '@mikro-orm/core';
import { Controller, Get, Global, Injectable, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CurrentUser } from '../../src/auth/access/access.decorators.js';
import { PrincipalExtras } from '../../src/users/principal/principal-extras.js';
import type { Principal } from '../../src/users/principal/principal.js';
import { Product } from '../support/product.js';
import { PASSWORD, signIn, type Visitor } from '../support/visitor.js';

let fails = false;

@Injectable()
class Barred extends PrincipalExtras {
  async load(_accountId: string, _em: EntityManager) {
    if (fails) throw new Error('the table of roles is gone');
    return { roles: ['admin'], barred: true };
  }
}

@Controller('test-extras')
class ExtrasController {
  @Get()
  show(@CurrentUser() { extras }: Principal) {
    return { extras: extras ?? null };
  }
}

@Global()
@Module({
  controllers: [ExtrasController],
  providers: [{ provide: PrincipalExtras, useClass: Barred }],
  exports: [PrincipalExtras],
})
class OwnModule {}

const NEW = 'another sentence is fine too';
const CHANGES: [what: string, change: (visitor: Visitor) => ReturnType<Visitor['post']>][] = [
  [
    'a password change',
    (visitor) =>
      visitor.post('/settings/password', { currentPassword: PASSWORD, password: NEW, passwordConfirmation: NEW }, 'json'),
  ],
  ['the end of all other sessions', (visitor) => visitor.post('/settings/sessions/revoke-others', {}, 'json')],
];

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [OwnModule]);
});

afterAll(() => product.remove());

describe('what a team adds to a principal', () => {
  it.each(CHANGES)('is there at once after %s', async (_what, change) => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect((await change(visitor)).status).toBe(200);
    expect((await visitor.get('/test-extras', 'json')).json).toEqual({ extras: { roles: ['admin'], barred: true } });
  });

  it.each(CHANGES)('must be known before %s, which else does not happen', async (_what, change) => {
    const visitor = product.visitor();
    await signIn(visitor);
    fails = true;
    const refused = await change(visitor).finally(() => (fails = false));
    expect(refused.status).toBe(500);
    expect((await change(visitor)).status).toBe(200);
    expect((await visitor.get('/test-extras', 'json')).json).toEqual({ extras: { roles: ['admin'], barred: true } });
  });
});
