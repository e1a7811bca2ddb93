import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { unlessOutage } from '../../outages/outage.js';
import { Drafts } from './drafts.service.js';

/** Refuses nobody: brings a draft to the page of its form, whatever handler shows that page. */
@Injectable()
export class DraftGuard implements CanActivate {
  constructor(private readonly drafts: Drafts) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const request = context.switchToHttp().getRequest<Request>();
    if (!this.drafts.isAwaited(request)) return true;
    const response = context.switchToHttp().getResponse<Response>();
    // In an outage the page comes without its draft, which waits for the next look at it.
    const offered = this.drafts.offer(request, response).catch(unlessOutage);
    return offered.then((): true => true);
  }
}
