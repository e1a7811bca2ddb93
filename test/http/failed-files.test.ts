import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Controller, Get, Module, StreamableFile } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { csvFile } from '../../src/http/responses/csv.js';
import { Product } from '../support/product.js';
import { FORMATS } from '../support/visitor.js';

const AS_FILE = { type: 'text/csv', disposition: 'attachment; filename="notes.csv"' };

@Public()
@Controller('files')
class FilesController {
  @Get('missing')
  missing() {
    return new StreamableFile(createReadStream('/there/is/no/such/file'), AS_FILE);
  }

  @Get('failing')
  failing() {
    return new StreamableFile(Readable.from(failing()), AS_FILE);
  }

  @Get('csv')
  csv() {
    return csvFile('notes.csv', failing());
  }

  @Get('empty')
  empty() {
    return csvFile('notes.csv', []);
  }

  @Get('broken')
  broken() {
    return new StreamableFile(Readable.from(broken()), AS_FILE);
  }

  @Get('own')
  own() {
    const file = new StreamableFile(Readable.from(failing()), AS_FILE);
    return file.setErrorHandler((_error, response) => {
      response.statusCode = 410;
      response.send('gone');
    });
  }
}

// oxlint-disable-next-line require-yield -- it fails before there is anything
async function* failing(): AsyncGenerator<never> {
  throw new Error('a secret of the house');
}

async function* broken(): AsyncGenerator<string> {
  yield 'one,two\r\n';
  await new Promise((resolve) => setImmediate(resolve));
  throw new Error('a secret of the house');
}

@Module({ controllers: [FilesController] })
class FilesModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [FilesModule]);
});

afterAll(() => product.remove());

describe.each(FORMATS)('a file that a handler returns (%s)', (format) => {
  it.each(['missing', 'failing', 'csv'])(
    'is a fault of ours when it cannot be read, and is saved under no name (%s)',
    async (name) => {
      const { status, headers, text } = await product.visitor().get(`/files/${name}`, format);
      expect([status, headers.get('content-disposition'), headers.get('cache-control')]).toEqual([500, null, 'no-store']);
      expect(text).toContain(headers.get('x-request-id'));
      expect(text).not.toMatch(/secret|such/);
    },
  );

  it('is cut off when it breaks after its beginning, so that nobody takes it for whole', async () => {
    await expect(product.visitor().get('/files/broken', format)).rejects.toThrow();
  });

  it('is whole without a line', async () => {
    const { status, headers } = await product.visitor().get('/files/empty', format);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  });

  it('is left to a handler that says itself what to answer', async () => {
    const { status, text } = await product.visitor().get('/files/own', format);
    expect([status, text]).toEqual([410, 'gone']);
  });
});
