import {
  BadRequestException,
  Controller,
  ForbiddenException,
  Get,
  Header,
  HttpException,
  HttpStatus,
  ImATeapotException,
  InternalServerErrorException,
  NotFoundException,
  Param,
  ParseIntPipe,
  ServiceUnavailableException,
  UnauthorizedException,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { Public } from '../../../src/auth/access/access.decorators.js';
import { httpError, HttpExceptionFilter, NobodyGuard } from './parts.js';

/** Exceptions, by docs.nestjs.com/exception-filters. */
@Public()
@Controller('exceptions')
export class ExceptionsController {
  @Get('status/:status')
  status(@Param('status', ParseIntPipe) status: number) {
    throw new HttpException(`The author says ${status}`, status);
  }

  @Get('object')
  object() {
    const cause = new Error('a cause that stays here');
    throw new HttpException({ status: HttpStatus.FORBIDDEN, error: 'This is a custom message' }, HttpStatus.FORBIDDEN, { cause });
  }

  @Get('own-object')
  ownObject() {
    throw new HttpException({ reason: 'sold-out', left: 0 }, HttpStatus.CONFLICT);
  }

  @Get('described')
  described() {
    throw new BadRequestException('Something bad happened', {
      cause: new Error('inside'),
      description: 'Some error description',
    });
  }

  @Get('not-found')
  notFound() {
    throw new NotFoundException('No cat is called so');
  }

  @Get('unauthorized')
  unauthorized() {
    throw new UnauthorizedException('This door has a bell');
  }

  @Get('forbidden')
  forbidden() {
    throw new ForbiddenException();
  }

  @Get('coded')
  coded() {
    throw new ForbiddenException('forbidden');
  }

  @Get('cached')
  @Header('Cache-Control', 'public, max-age=60')
  cached() {
    throw new NotFoundException('not any more');
  }

  @Get(['middleware', 'taken', 'unreadable'])
  middleware() {
    return 'never';
  }

  @Get('http-error/:status')
  httpError(@Param('status', ParseIntPipe) status: number) {
    throw httpError(status, 'The author says so');
  }

  @Get('object-thrown')
  objectThrown() {
    // oxlint-disable-next-line only-throw-error -- Nest's documentation has it
    throw { statusCode: 418, message: 'An object says so' };
  }

  @Get('teapot')
  teapot() {
    throw new ImATeapotException();
  }

  @Get('broken')
  broken() {
    throw new InternalServerErrorException('The printer is on fire');
  }

  @Get('away')
  away() {
    throw new ServiceUnavailableException('The printer is away');
  }

  @Get('gateway')
  gateway() {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    throw new HttpException('The printer does not answer', HttpStatus.BAD_GATEWAY, { cause });
  }

  @Get('filtered')
  @UseFilters(new HttpExceptionFilter())
  filtered() {
    throw new ForbiddenException('filtered');
  }

  @Get('guarded')
  @UseGuards(NobodyGuard)
  guarded() {
    return 'never';
  }
}
