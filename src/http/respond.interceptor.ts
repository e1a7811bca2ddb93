import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import { type Outcome, PageOutcome, RedirectOutcome } from './outcome.js';
import { Responder } from './responder.js';

/** Every handler returns an outcome; here it becomes the answer, in the format that was asked for. */
@Injectable()
export class RespondInterceptor implements NestInterceptor<Outcome | object, string> {
  constructor(@Inject(Responder) private readonly responder: Responder) {}

  intercept(context: ExecutionContext, next: CallHandler<Outcome | object>): Observable<string> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    return next.handle().pipe(
      map((outcome) => {
        if (outcome instanceof PageOutcome || outcome instanceof RedirectOutcome) {
          return this.responder.respond(request, response, outcome);
        }
        // A handler for programs only, such as GET /session: its object is the answer.
        return this.responder.json(response, 200, outcome);
      }),
    );
  }
}
