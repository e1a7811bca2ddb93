import { Controller, Get, Module, Res } from '@nestjs/common';
import type { Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { LanguagesModule } from '../examples/languages/languages.module.js';
import { Product } from '../support/product.js';
import { FORMATS, type Visitor } from '../support/visitor.js';
import { assetPaths } from './known-paths.js';

const APP = 'https://app.example.org';
const FROM_APP = { origin: APP, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };

/** These write the head of a page themselves, with its headers as an object and as a list. */
@Public()
@Controller('heads')
class HeadsController {
  @Get('object')
  object(@Res() response: Response) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<p>a page');
  }

  @Get('list')
  list(@Res() response: Response) {
    response.writeHead(200, 'OK', ['Content-Type', 'Text/HTML'] as never).end('<p>a page');
  }
}

@Module({ controllers: [HeadsController] })
class HeadsModule {}

let product: Product;
let guest: Visitor;

beforeAll(async () => {
  product = await Product.start({ ALLOWED_ORIGINS: APP }, [HeadsModule, LanguagesModule]);
  guest = product.visitor();
});

afterAll(() => product.remove());

describe.each(FORMATS)('a site of several languages with an allowed origin (%s)', (format) => {
  const PATHS = [
    '/',
    '/login',
    '/nothing',
    '/profile',
    '/session',
    '/auth/verify',
    '/auth/verify/x',
    '/health/live',
    '/icon.svg',
  ];

  it.each(PATHS)('lets no cache give an answer to another origin than the one that asked (%s)', async (path) => {
    const answers = [await guest.get(path, format, FROM_APP), await guest.get(path, format)];
    expect(answers.map(({ headers }) => headers.get('vary')?.split(', '))).toEqual([
      expect.arrayContaining(['Accept', 'Cookie', 'Origin']),
      expect.arrayContaining(['Accept', 'Cookie', 'Origin']),
    ]);
  });

  it('lets none do so with its static files either, which depend on nothing else', async () => {
    for (const path of await assetPaths(product)) {
      const answers = [await guest.get(path, format, FROM_APP), await guest.get(path, format)];
      expect(answers.map(({ headers }) => headers.get('vary'))).toEqual(['Accept-Encoding, Origin', 'Accept-Encoding, Origin']);
    }
  });

  it.each(['object', 'list'])('lets nobody read a page whose handler writes the head itself (%s)', async (kind) => {
    const { headers } = await guest.get(`/heads/${kind}`, format, FROM_APP);
    expect([headers.get('content-type'), headers.get('access-control-allow-origin')]).toEqual([
      expect.stringMatching(/^text\/html/i),
      null,
    ]);
  });
});
