import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Global,
  Injectable,
  Module,
  Req,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { OnEvent } from '@nestjs/event-emitter';
import type { Request, Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CurrentUser, FreshLogin, LoginPage } from '../../src/auth/access/access.decorators.js';
import { FreshLoginRequired } from '../../src/http/errors/access-problems.js';
import { TextProvider } from '../../src/http/responses/text-provider.js';
import type { AccountEvent } from '../../src/users/account-events.js';
import { PrincipalExtras } from '../../src/users/principal/principal-extras.js';
import type { Principal } from '../../src/users/principal/principal.js';
import type { Texts } from '../../src/texts/texts.js';
import { usersTexts } from '../../src/users/users.texts.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, register, signIn, someone } from '../support/visitor.js';

@Injectable()
class TwoLanguages extends TextProvider {
  for(request: Request): Partial<Texts> {
    const german = { usernameLength: 'Bitte einen Namen angeben', loginRequired: 'Bitte zuerst anmelden.' };
    return request.acceptsLanguages(['en', 'de']) === 'de' ? german : {};
  }
}

@Injectable()
class Roles extends PrincipalExtras {
  async load() {
    return { roles: ['staff'] };
  }
}

@Injectable()
class Listener {
  readonly heard: AccountEvent[] = [];

  @OnEvent('logged-in')
  hear(event: AccountEvent) {
    this.heard.push(event);
  }
}

@Controller('staff')
@LoginPage('/staff/login?tab=2')
class StaffController {
  @Get()
  show(@CurrentUser() user: Principal) {
    return { roles: user.extras?.['roles'] };
  }

  @Get('elsewhere')
  @LoginPage('https://login.example.net/start')
  elsewhere() {
    return {};
  }

  @Get('vault')
  @FreshLogin()
  vault() {
    return { open: true };
  }
}

@Controller('shop')
class ShopController {
  constructor(readonly listener: Listener) {}

  @Get()
  show(@Req() _request: Request) {
    return {};
  }
}

/** A refusal answered in the team's own way. */
@Catch(FreshLoginRequired)
class TeapotFilter implements ExceptionFilter {
  catch(_error: FreshLoginRequired, host: ArgumentsHost) {
    host.switchToHttp().getResponse<Response>().status(418).json({ own: true });
  }
}

@Module({ controllers: [ShopController], providers: [Listener] })
@LoginPage('/shop/login')
class ShopModule {}

@Global()
@Module({
  imports: [ShopModule],
  controllers: [StaffController],
  providers: [
    { provide: TextProvider, useClass: TwoLanguages },
    { provide: PrincipalExtras, useClass: Roles },
    { provide: APP_FILTER, useClass: TeapotFilter },
  ],
  exports: [TextProvider, PrincipalExtras],
})
class OwnModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({ COOKIE_NAME_PREFIX: 'shop-', AFTER_LOGIN_PATH: '/profile', FRESH_LOGIN_FOR: '1s' }, [
    OwnModule,
  ]);
});

afterAll(() => product.remove());

describe('a team', () => {
  it('has areas with login pages of their own: on a controller, a handler, a module, on another host', async () => {
    const location = async (path: string) => (await product.visitor().get(path)).headers.get('location');
    expect(await location('/staff?a=1')).toBe('/staff/login?tab=2&next=%2Fstaff%3Fa%3D1');
    expect(await location('/staff/elsewhere')).toBe(
      `https://login.example.net/start?next=${encodeURIComponent(`${product.settings.publicUrl.origin}/staff/elsewhere`)}`,
    );
    expect(await location('/shop')).toBe('/shop/login?next=%2Fshop');
    expect(await location('/profile')).toBe('/login?next=%2Fprofile');
  });

  it.each(FORMATS)('speaks two languages (%s)', async (format) => {
    const visitor = product.visitor();
    const german = { 'accept-language': 'de' };
    const refused = await visitor.post('/register', { username: 'x' }, format, german);
    expect(refused.text).toContain('Bitte einen Namen angeben');
    expect((await visitor.post('/register', { username: 'x' }, format)).text).toContain(usersTexts.usernameLength);
    await visitor.get('/profile');
    expect((await visitor.get('/login', 'html', german)).text).toContain('Bitte zuerst anmelden.');
  });

  it('decides where people land, how cookies are called and what a principal carries', async () => {
    const visitor = product.visitor();
    const person = someone();
    await register(visitor, person);
    expect((await logIn(visitor, person, 'html')).headers.get('location')).toBe('/profile');
    expect([...visitor.cookies.keys()]).toContain('shop-session');
    expect((await visitor.get('/staff', 'json')).json).toEqual({ roles: ['staff'] });
  });

  it('hears of every login once, with the account and the request, by one decorator', async () => {
    const { heard } = product.app.get(Listener, { strict: false });
    heard.length = 0;
    await signIn(product.visitor());
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({
      name: 'logged-in',
      address: '127.0.0.1',
      accountId: expect.any(String),
      requestId: expect.any(String),
    });
    expect(JSON.stringify(heard)).not.toMatch(/password|hash|cookie/i);
  });

  it('answers a refusal in a way of its own', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect((await visitor.get('/staff/vault', 'json')).json).toEqual({ open: true });
    await expect.poll(async () => (await visitor.get('/staff/vault', 'json')).status, { timeout: 5_000 }).toBe(418);
  });
});
