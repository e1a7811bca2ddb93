import { Body, ClassSerializerInterceptor, Controller, Get, HttpCode, Module, Post, Res, ValidationPipe } from '@nestjs/common';
import { APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { Exclude } from 'class-transformer';
import { IsString, MinLength } from 'class-validator';
import type { Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormPipe } from '../../src/http/requests/form.pipe.js';
import { page, redirect } from '../../src/http/responses/outcome.js';
import { HomePage } from '../../src/pages/home/home.page.js';
import { GuestbookDto } from '../examples/forms/guestbook.dto.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, register, signIn, someone } from '../support/visitor.js';
import { TransformInterceptor } from './documented/parts.js';

class CatDto {
  @IsString()
  @MinLength(3)
  name!: string;
}

class Secretive {
  shown = 'yes';

  @Exclude()
  secret = 'no';
}

@Controller('global-parts')
class OwnController {
  @Post('cats')
  create(@Body() cat: CatDto) {
    return { cat };
  }

  @Post('forms')
  form(@Body(FormPipe) form: GuestbookDto) {
    return redirect('/dashboard', { form });
  }

  @Get('page')
  page() {
    return page(HomePage, { isNew: false }, { json: { inside: new Secretive() } });
  }

  @Post('accepted')
  @HttpCode(202)
  accepted() {
    return page(HomePage, { isNew: false }, { json: {} });
  }

  @Get('gone')
  gone(@Res({ passthrough: true }) response: Response) {
    response.status(410);
    return page(HomePage, { isNew: false }, { json: {} });
  }
}

@Module({
  controllers: [OwnController],
  providers: [
    { provide: APP_PIPE, useValue: new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }) },
    { provide: APP_INTERCEPTOR, useClass: TransformInterceptor },
    { provide: APP_INTERCEPTOR, useClass: ClassSerializerInterceptor },
  ],
})
class OwnModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [OwnModule]);
});

afterAll(() => product.remove());

describe.each(FORMATS)('with a validation pipe, a serializer and a wrapper before every handler (%s)', (format) => {
  it('people register, log in and see their pages', async () => {
    const visitor = product.visitor();
    const person = someone();
    expect((await register(visitor, person, format)).status).toBe(format === 'html' ? 303 : 201);
    expect((await logIn(visitor, person, format)).status).toBe(format === 'html' ? 303 : 200);
    const dashboard = await visitor.get('/dashboard', format);
    expect([dashboard.status, dashboard.text]).toEqual([200, expect.stringContaining(person.username)]);
  });

  it('forms of the product and of a team keep their own rules and answers', async () => {
    const visitor = product.visitor();
    const refused = await visitor.post('/register', { username: 'x', unknown: '1' }, format);
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('Please provide a valid name')]);
    await signIn(visitor);
    const own = await visitor.post('/global-parts/forms', { message: '' }, format);
    expect([own.status, own.text]).toEqual([422, expect.stringContaining('Please write something')]);
    const accepted = await visitor.post('/global-parts/forms', { message: '  Hello ', unknown: '1' }, format);
    expect(accepted.status).toBe(format === 'html' ? 303 : 200);
  });

  it('a page has the status that its handler states', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect((await visitor.post('/global-parts/accepted', {}, format)).status).toBe(202);
    expect((await visitor.get('/global-parts/gone', format)).status).toBe(410);
    expect((await visitor.get('/global-parts/page', format)).status).toBe(200);
  });
});

describe('with a validation pipe, a serializer and a wrapper before every handler', () => {
  it('the pipe asks the rules of its own DTOs', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect((await visitor.post('/global-parts/cats', { name: 'Tom' }, 'json')).json).toEqual({ data: { cat: { name: 'Tom' } } });
    const refused = await visitor.post('/global-parts/cats', { name: 'T', unknown: 1 }, 'json');
    expect([refused.status, refused.json['message']]).toEqual([
      400,
      ['property unknown should not exist', 'name must be longer than or equal to 3 characters'],
    ]);
  });

  it('a program gets the page wrapped, without what is excluded', async () => {
    const visitor = product.visitor();
    const { username } = await signIn(visitor);
    const { json } = await visitor.get('/global-parts/page', 'json');
    expect(json).toEqual({ user: expect.objectContaining({ username }), data: { inside: { shown: 'yes' } } });
  });

  it('what a form binds is trimmed and nothing else', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    const { json } = await visitor.post('/global-parts/forms', { message: '  Hello ', unknown: '1' }, 'json');
    expect(json).toEqual({ data: { form: { message: 'Hello' }, redirectTo: '/dashboard' } });
  });
});
