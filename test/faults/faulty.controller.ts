import { readFile } from 'node:fs/promises';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { Public } from '../../src/auth/access/access.decorators.js';

@Public()
@Controller('faulty')
class FaultyController {
  @Get()
  show() {
    throw new TypeError('the lamp <b>is out</b>', { cause: new RangeError('no oil') });
  }

  @Post()
  quote(@Body() { password, address }: { password: string; address: string }) {
    throw new Error(`cannot do anything with ${password} at ${address}`);
  }

  @Get('unawaited')
  unawaited(): Promise<Buffer> {
    return readFile('/nothing/is/there');
  }

  @Get('text')
  text() {
    // oxlint-disable-next-line typescript/only-throw-error -- a team may do this
    throw 'a text';
  }
}

@Module({ controllers: [FaultyController] })
export class FaultyModule {}
