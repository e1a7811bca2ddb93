import { Controller, Get, Header, HttpCode, Module, Post, Res, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { of } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { Product } from '../support/product.js';

/** Whatever Nest lets a handler of a team return. */
@Public()
@Controller('test-returned')
class ReturningController {
  @Get('object')
  object() {
    return { an: 'object' };
  }

  @Get('text')
  text() {
    return '<script>alert(1)</script>';
  }

  @Get('list')
  list() {
    return [1, 2];
  }

  @Get('observable')
  observable() {
    return of({ an: 'observable' });
  }

  @Get('file')
  file() {
    return new StreamableFile(Buffer.from('a file'), { type: 'text/plain; charset=utf-8' });
  }

  @Get('own')
  own(@Res() response: Response) {
    response.status(418).json({ own: true });
  }

  @Get('stated')
  @Header('Content-Type', 'application/json')
  stated() {
    return { an: 'object' };
  }

  @Get('json-file')
  jsonFile() {
    return new StreamableFile(Buffer.from('{}'), { type: 'application/geo+json' });
  }

  @Get('head')
  head(@Res() response: Response) {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }

  @Post('nothing')
  @HttpCode(204)
  nothing() {}
}

@Module({ controllers: [ReturningController] })
class TestModule {}

const JSON_TYPE = 'application/json; charset=utf-8';
const RETURNED: [string, number, string, string][] = [
  ['object', 200, JSON_TYPE, '{"an":"object"}'],
  // The text is never sent as HTML, because nothing has escaped it.
  ['text', 200, 'text/plain; charset=utf-8', '<script>alert(1)</script>'],
  ['list', 200, JSON_TYPE, '[1,2]'],
  ['observable', 200, JSON_TYPE, '{"an":"observable"}'],
  ['file', 200, 'text/plain; charset=utf-8', 'a file'],
  ['own', 418, JSON_TYPE, '{"own":true}'],
];

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [TestModule]);
});

afterAll(() => product.remove());

describe('what a handler returns', () => {
  it.each(RETURNED)('%s is answered with %i', async (name, status, type, body) => {
    const answer = await fetch(`${product.url}/test-returned/${name}`, { headers: { accept: 'text/html' } });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([status, type, body]);
  });

  it.each(['object', 'list', 'observable', 'own', 'stated', 'json-file', 'head'])(
    'is an inert document where it is JSON (%s)',
    async (name) => {
      const answer = await fetch(`${product.url}/test-returned/${name}`);
      expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    },
  );

  it('nothing is an answer without a body', async () => {
    const answer = await fetch(`${product.url}/test-returned/nothing`, { method: 'POST' });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });
});
