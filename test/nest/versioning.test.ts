import { Controller, Get, Module, Version, VERSION_NEUTRAL, VersioningType, type VersioningOptions } from '@nestjs/common';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { Feature } from '../../src/features/feature.js';
import { SideBySide } from './side-by-side.js';

@Public()
@Controller({ path: 'versioned', version: '1' })
class FirstController {
  @Get()
  show() {
    return { version: 1 };
  }

  @Get('late')
  @Version(['2', '3'])
  late() {
    return { version: '2 or 3' };
  }
}

@Public()
@Controller({ path: 'versioned', version: '2' })
class SecondController {
  @Get()
  show() {
    return { version: 2 };
  }
}

@Public()
@Controller({ path: 'neutral', version: VERSION_NEUTRAL })
class NeutralController {
  @Get()
  show() {
    return { version: 'any' };
  }
}

@Public()
@Controller('unversioned')
class UnversionedController {
  @Get()
  show() {
    return { version: 'the default' };
  }
}

type Asked = [path: string, headers: Record<string, string>];

const media = (version: string) => ({ accept: `application/json;v=${version}` });

const KINDS: [kind: string, options: VersioningOptions, asked: Asked[]][] = [
  [
    'URI',
    { type: VersioningType.URI, defaultVersion: '1' },
    ['/v1/versioned', '/v2/versioned', '/v3/versioned', '/versioned', '/v2/versioned/late', '/v3/versioned/late', '/neutral', '/v1/neutral', '/unversioned', '/v1/unversioned'].map((path): Asked => [path, {}]), // prettier-ignore
  ],
  [
    'header',
    { type: VersioningType.HEADER, header: 'X-Version', defaultVersion: '1' },
    ['/versioned', '/versioned/late', '/neutral', '/unversioned'].flatMap((path) => [
      [path, { 'x-version': '1' }] satisfies Asked,
      [path, { 'x-version': '2' }] satisfies Asked,
      [path, { 'x-version': '9' }] satisfies Asked,
      [path, {}] satisfies Asked,
    ]),
  ],
  [
    'media type',
    { type: VersioningType.MEDIA_TYPE, key: 'v=' },
    ['/versioned', '/versioned/late', '/neutral', '/unversioned'].flatMap((path) => [
      [path, media('1')] satisfies Asked,
      [path, media('2')] satisfies Asked,
      [path, { accept: 'application/json' }] satisfies Asked,
    ]),
  ],
  [
    'a function of its own',
    { type: VersioningType.CUSTOM, extractor: (request) => (request as Request).get('x-wanted')?.split(',') ?? [] },
    ['/versioned', '/versioned/late', '/neutral', '/unversioned'].flatMap((path) => [
      [path, { 'x-wanted': '2' }] satisfies Asked,
      [path, { 'x-wanted': '3,1' }] satisfies Asked,
      [path, {}] satisfies Asked,
    ]),
  ],
];

describe('versioning', () => {
  it.each(KINDS)('by %s answers as with Nest alone, and moves no page of the product', async (_kind, options, asked) => {
    @Feature({ application: (app) => void app.enableVersioning({ ...options }) })
    @Module({ controllers: [FirstController, SecondController, NeutralController, UnversionedController] })
    class VersionedModule {}
    const both = await SideBySide.start([VersionedModule]);
    for (const [path, headers] of asked) {
      const { nest, ours } = await both.ask(path, { headers: { accept: 'application/json', ...headers } });
      expect([path, headers, ours.status]).toEqual([path, headers, nest.status]);
      expect(JSON.parse(ours.body)['version']).toEqual(JSON.parse(nest.body)['version']);
    }
    const visitor = both.product.visitor();
    expect((await visitor.get('/login')).status).toBe(200);
    expect((await visitor.get('/dashboard', 'json', { 'x-version': '1' })).json['code']).toBe('login_required');
    await both.stop();
  });
});
