import { Controller, Get, Module, Post } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { VerifiedEmail } from '../../../src/auth/verification/verified-email.guard.js';
import { onTwoInstances, type Product } from '../../support/product.js';
import { FORMATS, logIn } from '../../support/visitor.js';
import { prove, signedUp } from './proofs.js';

@VerifiedEmail()
@Controller('test-proven')
class ProvenController {
  @Get()
  show() {
    return { open: true };
  }

  @Post()
  change() {
    return { open: true };
  }
}

@Module({ controllers: [ProvenController] })
class ProvenModule {}

let here: Product;
let there: Product;

onTwoInstances((one, other) => ([here, there] = [one, other]), {}, [ProvenModule]);

describe.each(FORMATS)('a page that needs a proven address (%s)', (format) => {
  it('asks a guest to log in', async () => {
    const { status, headers } = await here.visitor().get('/test-proven', format);
    expect([status, headers.get('location')]).toEqual(format === 'html' ? [303, '/login?next=%2Ftest-proven'] : [401, null]);
  });

  it('is closed until the proof, and open at once everywhere after it', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    await logIn(visitor, person);
    const elsewhere = there.visitor();
    await logIn(elsewhere, person);
    const closed = await elsewhere.get('/test-proven?a=b', format);
    expect([closed.status, closed.headers.get('location'), closed.json['code']]).toEqual(
      format === 'html' ? [303, '/verify-email?next=%2Ftest-proven%3Fa%3Db', undefined] : [403, null, 'verification_required'],
    );
    const form = await elsewhere.post('/test-proven', {}, format, { referer: `${there.url}/profile` });
    expect([form.status, form.headers.get('location')]).toEqual(
      format === 'html' ? [303, '/verify-email?next=%2Fprofile'] : [403, null],
    );
    await prove(visitor, person.token);
    expect((await elsewhere.get('/test-proven', format)).json).toEqual({ open: true });
  });

  it('is a 403 for a script, which follows to no page', async () => {
    const visitor = here.visitor();
    await logIn(visitor, await signedUp(here, visitor));
    const { status } = await visitor.send('/test-proven', { headers: { accept: '*/*', 'sec-fetch-dest': 'empty' } });
    expect(status).toBe(403);
  });
});
