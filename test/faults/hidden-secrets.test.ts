import { Body, Controller, Get, Module, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { AcceptsBody } from '../../src/http/requests/accepts-body.decorator.js';
import { Product } from '../support/product.js';
import { FORMATS, type Visitor } from '../support/visitor.js';

const SECRET = 'seven "lanterns" & <one>';

/** Its faults quote all that was sent, as drivers and parsers do. */
@Public()
@Controller('quoting')
class QuotingController {
  @Post()
  form(@Body() body: object) {
    throw new Error(`cannot read ${JSON.stringify(body)}`);
  }

  @Post('own')
  @AcceptsBody({ types: ['application/json', 'multipart/form-data'] })
  own(@Body() body: object) {
    throw new Error(`cannot read ${JSON.stringify(body)}`);
  }

  @Get('headers')
  headers(@Req() { headers }: Request) {
    throw new Error(`cannot read ${JSON.stringify(headers)}`);
  }

  /** Code has the parts of a cookie in hand, as the middleware of sessions leaves them. */
  @Get('session')
  session(@Req() { headers: { cookie = '' } }: Request) {
    const [tag, random, signature] = decodeURIComponent(cookie.replace('session=', '')).replace('s:', '').split('.');
    throw new Error(`cannot find ${tag}.${random} (${signature})`);
  }

  @Get('invitations/:code')
  invitation(@Param('code') code: string) {
    throw new Error(`there is no invitation ${code}`);
  }
}

@Module({ controllers: [QuotingController] })
class QuotingModule {}

let product: Product;
let visitor: Visitor;

beforeAll(async () => {
  product = await Product.start({ NODE_ENV: 'development' }, [QuotingModule]);
  visitor = product.visitor();
});

afterAll(() => product.remove());

describe.each(FORMATS)("a developer's page of a fault (%s)", (format) => {
  const accept = { html: 'text/html', json: 'application/json' }[format];
  const postJson = (path: string, value: unknown) =>
    visitor.send(path, { method: 'POST', body: JSON.stringify(value), headers: { accept, 'content-type': 'application/json' } });

  it.each([
    ['in a field', '/quoting', { password: SECRET }],
    ['in a field of a field', '/quoting', { user: { note: 'x', password: SECRET } }],
    ['in a list', '/quoting', { people: [{ deep: { apiToken: [SECRET] } }] }],
    ['in a list at the top', '/quoting/own', [{ secret: { first: SECRET } }]],
  ])('hides a secret %s of JSON', async (_where, path, value) => {
    const { status, text } = await postJson(path, value);
    expect([status, text.includes('[hidden]'), text.includes('lanterns')]).toEqual([500, true, false]);
  });

  it('hides the id of a session where its cookie is quoted in part', async () => {
    const id = 'paper-boats-tag.paper-boats-on-the-river-at-night';
    const cookie = `session=${encodeURIComponent(`s:${id}.paper-boats-signed`)}`;
    const { status, text } = await visitor.get('/quoting/session', format, { cookie });
    expect([status, text.includes('[hidden]'), text.includes('river'), text.includes('signed')]).toEqual([
      500,
      true,
      false,
      false,
    ]);
  });

  it('hides a number that is one', async () => {
    expect((await postJson('/quoting', { pin: 482_915 })).text).not.toContain('482915');
  });

  it('hides a field of an upload', async () => {
    const body = new FormData();
    body.set('password', SECRET);
    const { status, text } = await visitor.send('/quoting/own', { method: 'POST', body, headers: { accept } });
    expect([status, text.includes('[hidden]'), text.includes('lanterns')]).toEqual([500, true, false]);
  });

  it.each(['x-goog-iap-jwt-assertion', 'x-amzn-oidc-data', 'x-client-credential', 'x-forwarded-client-cert', 'x-sid'])(
    'hides the header %s',
    async (name) => {
      const { text } = await visitor.get('/quoting/headers', format, { [name]: 'paper-boats' });
      expect([text.includes('[hidden]'), text.includes('paper-boats')]).toEqual([true, false]);
    },
  );

  it('hides a parameter of the path, in the message, the path and the page that led there', async () => {
    const path = '/quoting/invitations/paper%20boats';
    const { text } = await visitor.get(path, format, { referer: product.url + path });
    expect([text.includes('[hidden]'), /paper(%20| )boats/.test(text)]).toEqual([true, false]);
  });
});
