import { Controller, Get, Module, Res, Sse } from '@nestjs/common';
import type { Response } from 'express';
import { of } from 'rxjs';
import { Public } from '../../src/auth/access/access.decorators.js';

/** Streams of events that a team may have: by the framework, and by hand. */
@Controller('test')
class StreamController {
  @Public()
  @Sse('events')
  events() {
    return of({ data: 'one' }, { data: 'two' });
  }

  @Public()
  @Get('raw-events')
  rawEvents(@Res() response: Response) {
    response.setHeader('content-type', 'Text/Event-Stream; charset=utf-8');
    response.end('data: one\n\n');
  }
}

@Module({ controllers: [StreamController] })
export class StreamRoutes {}
