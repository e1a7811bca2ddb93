import { Controller, Get, Module, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Public } from '../../src/auth/access/access.decorators.js';
import { AccountChangedHere } from '../../src/http/errors/access-problems.js';
import { Problem, type ProblemCode } from '../../src/http/errors/problem.js';
import { Flash, type FlashCode } from '../../src/http/responses/flash.js';
import { redirect } from '../../src/http/responses/outcome.js';
import type { Answer, Format, Person, Visitor } from '../support/visitor.js';

/** Fills the gaps of texts that have some: it is the operator's own words. */
export const SAID = { reason: 'سبب' };

/** Routes that say what the product says in cases that are hard to come by. */
@Public()
@Controller('test-texts')
class EveryTextController {
  constructor(private readonly flash: Flash) {}

  @Get('problem/:code')
  refuse(@Param('code') code: ProblemCode): never {
    throw code === 'account_changed' ? new AccountChangedHere('another') : new Problem(code);
  }

  @Post('flash/:code')
  say(@Param('code') code: FlashCode, @Req() request: Request) {
    this.flash.add(request, code, SAID);
    return redirect('/settings', {});
  }
}

@Module({ controllers: [EveryTextController] })
export class EveryTextModule {}

export type Ask = (visitor: Visitor, headers: Record<string, string>, format: Format) => Promise<Answer>;

const get =
  (path: string): Ask =>
  (visitor, headers, format) =>
    visitor.get(path, format, headers);

const post =
  (path: string, fields: Record<string, string | string[]>): Ask =>
  (visitor, headers, format) =>
    visitor.post(path, fields, format, headers);

const long = 'x'.repeat(1_100);

export const GUEST_ASKS: [name: string, ask: Ask][] = [
  ['the front page', get('/')],
  ['the login', get('/login?next=/profile')],
  ['a login without anything', post('/login', {})],
  ['a wrong login', post('/login', { identifier: 'nobody.here', password: 'wrong' })],
  ['a login that is too long', post('/login', { identifier: long, password: long, formId: long })],
  ['a login that is no text', post('/login', { identifier: ['a', 'b'], password: ['a', 'b'] })],
  ['the registration', get('/register')],
  ['a registration without anything', post('/register', {})],
  [
    'a registration that breaks rules',
    post('/register', { username: '1!', email: 'x', password: 'a', passwordConfirmation: 'b' }),
  ],
  ['a registration with a reserved name', post('/register', { username: 'admin', email: 'a@b.example', password: long })],
  ['a registration with a common password', post('/register', { username: 'rita', password: 'password1' })],
  ['a registration with the name as password', post('/register', { username: 'rita.nightingale', password: 'rita.nightingale' })],
  ['a registration with control characters', post('/register', { username: 'rita', password: 'abc\u0007defghij' })],
  ['the logout', get('/logout')],
  ['an unknown page', get('/nothing')],
];

export const MEMBER_ASKS: [name: string, ask: Ask][] = [
  ['the front page', get('/')],
  ['the dashboard', get('/dashboard')],
  ['the profile', get('/profile')],
  ['the settings', get('/settings')],
  ['the list of devices', get('/settings/sessions')],
  ['the change of the password', get('/settings/password')],
  ['a refused change', post('/settings/password', { currentPassword: 'no', password: 'a', passwordConfirmation: 'b' })],
  ['the confirmation', get('/confirm')],
  ['a refused confirmation', post('/confirm', { password: 'wrong' })],
  ['the second factors', get('/settings/second-factor')],
  ['the set-up of an app', get('/settings/second-factor/totp')],
  ['a set-up without a code', post('/settings/second-factor/totp', {})],
  ['a set-up with a wrong code', post('/settings/second-factor/totp', { code: 'wrong' })],
  ['a set-up with an endless code', post('/settings/second-factor/totp', { code: long })],
  ['the logout', get('/logout')],
  ['an unknown page', get('/nothing')],
];

/** What no language translates: names of people, of the site, of browsers, of standards. */
export function withoutNames(text: string, { username, email }: Person): string {
  const names = [email, username, 'another', 'Gatehouse', 'Firefox', 'Linux', 'UTC', 'HTTPS', 'JSON', 'UTF-8'];
  const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  // The secret of an app, in groups.
  const secret = /\b[A-Z2-7]{4}( [A-Z2-7]{4}){7}\b/g;
  return names.reduce((rest, name) => rest.replaceAll(name, ''), text.replace(uuid, '').replace(secret, ''));
}
