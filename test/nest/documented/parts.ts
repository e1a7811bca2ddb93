import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  HttpException,
  Injectable,
  type NestInterceptor,
  type NestMiddleware,
  RequestTimeoutException,
} from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { catchError, map, type Observable, of, throwError, timeout, TimeoutError } from 'rxjs';

@Catch(HttpException)
export class HttpExceptionFilter implements ExceptionFilter {
  catch(exception: HttpException, host: ArgumentsHost) {
    const http = host.switchToHttp();
    const { url: path } = http.getRequest<Request>();
    const status = exception.getStatus();
    http.getResponse<Response>().status(status).json({ statusCode: status, path, own: true });
  }
}

@Injectable()
export class NobodyGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Injectable()
export class TransformInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@Injectable()
export class CachedInterceptor implements NestInterceptor {
  intercept(): Observable<unknown> {
    return of([]);
  }
}

@Injectable()
export class TimeoutInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      timeout(20),
      catchError((error: unknown) => throwError(() => (error instanceof TimeoutError ? new RequestTimeoutException() : error))),
    );
  }
}

@Injectable()
export class LoggerMiddleware implements NestMiddleware {
  use(_request: Request, response: Response, next: NextFunction) {
    response.setHeader('X-Middleware', 'class');
    next();
  }
}

export function functional(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('X-Functional', 'yes');
  next();
}

/** An error as http-errors makes them: what is said with a 5xx is for nobody. */
export function httpError(status: number, message: string): Error {
  return Object.assign(new Error(message), { status, statusCode: status, expose: status < 500 });
}

export function unavailable(_request: Request, _response: Response, next: NextFunction): void {
  next(httpError(507, 'a name of a machine'));
}

export function taken(_request: Request, _response: Response, next: NextFunction): void {
  next(httpError(409, 'The middleware says that it is taken'));
}

/** An error as body-parser makes them, whose message quotes what was sent. */
export function unreadable(_request: Request, _response: Response, next: NextFunction): void {
  next(Object.assign(httpError(415, 'unsupported charset "a word of the visitor"'), { type: 'charset.unsupported' }));
}
