import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { BadRequestException, HttpException, StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express, Request, RequestHandler, Response } from 'express';
import { EARLY_FAILURE } from '../request-state.js';
import { quotesInput } from '../errors/http-errors.js';
import { UnknownRoute } from '../errors/unknown-route.js';
import { DirectRoutes } from '../routing/direct-routes.js';
import { reportUnreadable } from './failed-files.js';
import { makeJsonInert } from './json-csp.js';
import { keepNothingByDefault } from './keep-nothing.js';
import { isOutcome, mapJson, type Outcome, PageOutcome } from './outcome.js';
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
  private readonly direct: DirectRoutes;

  constructor() {
    super();
    const express = this.getInstance<Express>();
    // The error handlers of Express, which are Nest's filters, come after this.
    express.use((request: Request, _response, next) => next(request[EARLY_FAILURE]));
    this.direct = new DirectRoutes(express);
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
    keepNothingByDefault(express.response);
    makeJsonInert(express.response);
    const classes = {
      IncomingMessage: withPrototype(express.request, IncomingMessage),
      ServerResponse: withPrototype(express.response, ServerResponse),
    };
    this.httpServer = createServer(classes, (born, unanswered) => {
      const [request, response] = [born as Request, unanswered as Response];
      // Otherwise Express' router would be the first to set it.
      request.originalUrl = request.url;
      this.entry(request, response, (error) => {
        if (error === undefined && this.direct.handle(request, response)) return;
        request[EARLY_FAILURE] = error;
        express(request, response);
      });
    });
  }

  /** An unknown path is an error of ours, whose text repeats nothing of the address. */
  override setNotFoundHandler(): void {
    this.getInstance<Express>().use((_request, _response, next) => next(new UnknownRoute()));
  }

  /** What a parser says quotes the input: the status of its error stays, its text goes no further. */
  override mapException(error: unknown): unknown {
    const mapped: unknown = super.mapException(error);
    if (mapped === error || !(mapped instanceof HttpException) || !quotesInput(error)) return mapped;
    return mapped instanceof BadRequestException
      ? new BadRequestException(error)
      : new HttpException(error as object, mapped.getStatus());
  }

  /**
   * Answers with what a handler returned. An outcome of ours gets the requested format; everything else is answered as
   * Nest does, but for texts, which are no HTML, and bytes, which stay bytes.
   */
  override reply(response: Response, body: unknown, status?: number): unknown {
    const { responder } = this;
    // Nest passes a status for an error only.
    if (responder === undefined || status !== undefined) return super.reply(response, body, status);
    const outcome = isOutcome(body) ? body : unwrapped(body);
    if (outcome !== undefined) {
      return sendText(response, responder.respond(response.req, response, withStatedStatus(outcome, response)));
    }
    if (typeof body === 'object' && body !== null) return this.replyObject(responder, response, body);
    // As HTML a text that holds somebody's input would be unescaped.
    if (body !== undefined && body !== null && !response.hasHeader('Content-Type')) response.type('text/plain');
    return super.reply(response, body);
  }

  private replyObject(responder: Responder, response: Response, body: object): unknown {
    if (ArrayBuffer.isView(body)) return response.send(body);
    if (body instanceof StreamableFile) reportUnreadable(body);
    const isNests = body instanceof StreamableFile || body instanceof Error || response.hasHeader('Content-Type');
    return isNests ? super.reply(response, body) : sendText(response, responder.json(response, response.statusCode, body));
  }
}

/**
 * Finds the outcome in a plain object that an interceptor has wrapped it in, as in `{ data: page(...) }`: browsers get
 * the page, and programs the wrapper around its data. Nest does the same with streams.
 */
function unwrapped(body: unknown): Outcome | undefined {
  if (typeof body !== 'object' || body === null || Object.getPrototypeOf(body) !== Object.prototype) return undefined;
  for (const [name, value] of Object.entries(body)) {
    if (isOutcome(value)) return mapJson(value, (data) => ({ ...body, [name]: data }));
  }
  return undefined;
}

/** A page has the status that its handler has stated; Nest states 201 for a POST whose handler says nothing. */
function withStatedStatus(outcome: Outcome, { statusCode, req }: Response): Outcome {
  const isStated = statusCode !== (req.method === 'POST' ? 201 : 200);
  return isStated && outcome instanceof PageOutcome && outcome.status === 200 ? outcome.withStatus(statusCode) : outcome;
}

function withPrototype<Class extends new (...args: never[]) => object>(prototype: object, base: Class): Class {
  const Born = function (...args: never[]): object {
    return Reflect.construct(base, args, Born);
  };
  Born.prototype = prototype;
  // The function is called with `new`, which no type can say.
  return Born as unknown as Class;
}
