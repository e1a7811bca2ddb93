import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express, Request, RequestHandler, Response } from 'express';
import { EARLY_FAILURE } from '../request-state.js';
import { PageOutcome, RedirectOutcome } from './outcome.js';
import type { Responder } from './responder.js';
import { sendText } from './send-text.js';

/**
 * Extends Nest's Express adapter by our own way to the handlers and from what one returned to the answer: a handler
 * returns an outcome, which gets the requested format here. An interceptor would do the same at the price of an
 * observable for every request (docs/decisions/0014).
 */
export class OutcomeAdapter extends ExpressAdapter {
  private entry: RequestHandler = (_request, _response, next) => next();
  private responder: Responder | undefined;

  constructor() {
    super();
    // The error handlers of Express, which are Nest's filters, come after this.
    this.getInstance<Express>().use((request: Request, _response, next) => next(request[EARLY_FAILURE]));
  }

  /**
   * Runs `entry` on every request before Express, so that whoever is answered there has paid for no router. Like
   * {@link respondBy} it is to be called before the first request, because the container that makes these parts needs
   * this adapter first.
   */
  enterBy(entry: RequestHandler): void {
    this.entry = entry;
  }

  respondBy(responder: Responder): void {
    this.responder = responder;
  }

  /**
   * Creates requests and answers with Express' prototypes, because changing a prototype later costs each of them more
   * than the router. It speaks no TLS, which proxies terminate.
   */
  override initHttpServer(): void {
    const express = this.getInstance<Express>();
    const classes = {
      IncomingMessage: withPrototype(express.request, IncomingMessage),
      ServerResponse: withPrototype(express.response, ServerResponse),
    };
    this.httpServer = createServer(classes, (born, unanswered) => {
      const [request, response] = [born as Request, unanswered as Response];
      // Otherwise Express' router would be the first to set it.
      request.originalUrl = request.url;
      this.entry(request, response, (error) => {
        request[EARLY_FAILURE] = error;
        express(request, response);
      });
    });
  }

  override reply(response: Response, body: unknown, status?: number): unknown {
    const { responder } = this;
    // Nest passes a status for an error only, and files are streamed.
    const isOurs = status === undefined && body !== undefined && body !== null && !(body instanceof StreamableFile);
    if (responder === undefined || !isOurs) return super.reply(response, body, status);
    if (body instanceof PageOutcome || body instanceof RedirectOutcome) {
      return sendText(response, responder.respond(response.req, response, body));
    }
    // The handler is for programs only, such as GET /session. A text is JSON too, because as HTML it would be unescaped.
    return sendText(response, responder.json(response, 200, body));
  }
}

function withPrototype<Class extends new (...args: never[]) => object>(prototype: object, base: Class): Class {
  const Born = function (...args: never[]): object {
    return Reflect.construct(base, args, Born);
  };
  Born.prototype = prototype;
  // The function is called with `new`, which no type can say.
  return Born as unknown as Class;
}
