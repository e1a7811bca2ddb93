import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Controller, Get, Res, Sse, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { from, interval, map, of, take } from 'rxjs';
import { Public } from '../../../src/auth/access/access.decorators.js';

class Cat {
  name = 'Tom';
  born = new Date('2020-02-02T02:02:02Z');
  toJSON() {
    return { name: this.name, born: this.born };
  }
}

/** Whatever a handler may return: controllers, streaming files, server-sent events. */
@Public()
@Controller('returns')
export class ReturnsController {
  @Get('text')
  text() {
    return 'Hello <b>World</b>!';
  }

  @Get('number')
  number() {
    return 42;
  }

  @Get('boolean')
  boolean() {
    return false;
  }

  @Get('null')
  null() {
    return null;
  }

  @Get('nothing')
  nothing() {}

  @Get('empty')
  empty() {
    return '';
  }

  @Get('list')
  list() {
    return [{ name: 'Tom' }, 'text', 1, null];
  }

  @Get('class')
  class() {
    return new Cat();
  }

  @Get('promise')
  async promise() {
    return Promise.resolve({ promised: true });
  }

  @Get('observable')
  observable() {
    return of({ emitted: 1 }, { emitted: 2 });
  }

  @Get('observable-text')
  observableText() {
    return from(['first', 'last']);
  }

  @Get('bytes')
  bytes() {
    return Buffer.from([0, 1, 126]);
  }

  @Get('file')
  file() {
    const type = 'application/json';
    return new StreamableFile(Readable.from([Buffer.from('{"name":"gatehouse"}')]), {
      type,
      disposition: 'attachment; filename="package.json"',
      length: 20,
    });
  }

  @Get('buffered-file')
  bufferedFile() {
    return new StreamableFile(Buffer.from('a file'));
  }

  @Get('missing-file')
  missingFile() {
    return new StreamableFile(createReadStream('there/is/no/such/file'), { type: 'text/csv' });
  }

  @Get('generated')
  async *generated() {
    yield 'one\n';
    yield 'two\n';
  }

  @Get('web')
  web() {
    return new Response('of the web', { status: 202, headers: { 'content-type': 'text/x-web', 'x-web': 'yes' } });
  }

  @Get('by-hand')
  byHand(@Res() response: Response) {
    response.status(418).type('text/x-hand').send('by hand');
  }

  @Get('sent-file')
  sentFile(@Res() response: Response) {
    response.sendFile('LICENSE', { root: process.cwd() });
  }

  @Sse('events')
  events() {
    return interval(5).pipe(
      take(3),
      map((count) => ({ data: { count }, id: String(count), type: 'tick', retry: 1000 })),
    );
  }
}

/** Says nothing about who may come in. */
@Controller('closed')
export class ClosedController {
  @Get()
  closed() {
    return 'closed';
  }
}
