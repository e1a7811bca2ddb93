import { isDeepStrictEqual } from 'node:util';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { Product } from '../support/product.js';

@Public()
@Controller('Parts')
class PartsController {
  @Get()
  all() {
    return { all: true };
  }

  @Get('of-:kind{.:format}')
  some(@Param() { kind, format }: Record<string, string>) {
    return { kind, format };
  }

  @Get('größe/*rest')
  wild(@Param('rest') rest: string[]) {
    return { rest };
  }
}

@Module({ controllers: [PartsController] })
class PartsModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [PartsModule]);
});

afterAll(() => product.remove());

interface Layer {
  readonly route?: { readonly path: string };
  match(path: string): object | false;
}

/** The ways in which an address may be written, some of them no address of that pattern. */
function spellings(path: string): string[] {
  const filled = path.replace(/\*\w+/g, 'a/b').replace(/:\w+/g, 'some').replace(/[{}]/g, '');
  const ways = [filled, `${filled}/`, `${filled}//`, `/${filled}`, filled.toUpperCase(), filled.slice(0, -1), `${filled}x`];
  const encoded = filled.replace(/\w/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return [...ways, encoded, filled.replace(/s/gi, 'ſ'), filled.replace('-', '\r'), filled.replace(/k/gi, '\u212a')];
}

describe('a route whose pattern begins in another way', () => {
  it('is passed by only where the router would not have taken it', () => {
    const { stack } = product.app.getHttpAdapter().getInstance().router as unknown as { stack: Layer[] };
    const layers = stack.filter(({ route }) => route !== undefined);
    const paths = layers.flatMap(({ route }) => spellings(route?.path ?? ''));
    expect(layers.filter((layer) => Object.hasOwn(layer, 'match')).length).toBe(layers.length);
    const judgedOtherwise = layers.flatMap((layer) => {
      // The layer without its own `match` has that of the router.
      const plain = Object.create(Object.getPrototypeOf(layer) as object) as Layer;
      Object.assign(plain, layer);
      Reflect.deleteProperty(plain, 'match');
      return paths.filter((path) => !isDeepStrictEqual(layer.match(path), plain.match(path)));
    });
    expect(judgedOtherwise).toEqual([]);
  });

  it.each([
    ['/parts', { all: true }],
    ['/PARTS/', { all: true }],
    ['/parts/of-wood', { kind: 'wood' }],
    ['/Parts/OF-wood.json', { kind: 'wood', format: 'json' }],
    ['/parts/gr%C3%B6%C3%9Fe/a/b', 404],
  ])('is no other: %s', async (path, expected) => {
    const answer = await product.visitor().get(path, 'json');
    expect(answer.status === 200 ? answer.json : answer.status).toEqual(expected);
  });
});
