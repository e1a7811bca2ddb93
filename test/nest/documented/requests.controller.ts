import {
  All,
  type ArgumentsHost,
  Catch,
  Controller,
  Cookies,
  createParamDecorator,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Headers,
  HttpException,
  Inject,
  Injectable,
  Ip,
  Next,
  Param,
  Query,
  Req,
  Res,
  Scope,
  UseFilters,
} from '@nestjs/common';
import { HttpAdapterHost, REQUEST } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';
import { Public } from '../../../src/auth/access/access.decorators.js';

const Agent = createParamDecorator((name: string, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<Request>().headers[name] ?? null;
});

/** The filter for everything, by its page. */
@Catch()
class AllExceptionsFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { httpAdapter } = this.host;
    const statusCode = exception instanceof HttpException ? exception.getStatus() : 500;
    const path: unknown = httpAdapter.getRequestUrl(http.getRequest());
    httpAdapter.reply(http.getResponse(), { statusCode, path }, statusCode);
  }
}

@Injectable({ scope: Scope.REQUEST })
export class Asker {
  constructor(@Inject(REQUEST) readonly request: Request) {}
}

/** What a handler may ask for. */
@Public()
@Controller('requests')
export class RequestsController {
  constructor(private readonly asker: Asker) {}

  @Get('parts/:id/:name')
  parts(
    @Param() parameters: Record<string, string>,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Headers('x-own') own: string,
    @Agent('x-agent') agent: string,
    @Cookies('own') cookie: string,
    @Ip() ip: string,
    @Req() { method, path, url, originalUrl }: Request,
  ) {
    return { parameters, id, query, own, agent, cookie, hasIp: ip !== '', method, path, url, originalUrl };
  }

  @Get('files/*path')
  wildcard(@Param('path') path: string[]) {
    return { path };
  }

  @Get('scoped')
  scoped() {
    return { asked: this.asker.request.url };
  }

  @All('any')
  any(@Req() { method }: Request) {
    return { method };
  }

  @Get('passed')
  passed(@Res() response: Response, @Next() next: NextFunction) {
    response.setHeader('X-Own', 'passed');
    next(new HttpException('passed on', 429));
  }

  @Get('filtered')
  @UseFilters(AllExceptionsFilter)
  filtered() {
    throw new Error('nobody meant that');
  }
}
