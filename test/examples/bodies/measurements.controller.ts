import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { AcceptsBody } from '../../../src/http/requests/accepts-body.decorator.js';
import { Problem } from '../../../src/http/errors/problem.js';

@Controller('measurements')
export class MeasurementsController {
  /** A list of numbers, as programs send it. */
  @Post()
  @HttpCode(200)
  @AcceptsBody({ most: '5mb', types: ['application/json'], gzip: true })
  add(@Body() sent: unknown) {
    if (!Array.isArray(sent) || !sent.every((one) => typeof one === 'number')) throw new Problem('bad_request');
    return { sum: sent.reduce((sum: number, one: number) => sum + one, 0) };
  }

  /** One number a line, as a spreadsheet exports it. */
  @Post('lines')
  @HttpCode(200)
  @AcceptsBody({ most: '5mb', types: ['text/csv', 'text/plain'] })
  addLines(@Body() text: string) {
    return { lines: text.split(/\r?\n/).filter((line) => line !== '').length };
  }

  /** Bytes that nobody parses. */
  @Post('picture')
  @HttpCode(200)
  @AcceptsBody({ most: '64kb', types: ['image/*'] })
  addPicture(@Body() bytes: Buffer) {
    return { bytes: bytes.length };
  }
}
