import { type ArgumentsHost, Catch } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LoginRequired } from '../../../src/http/errors/access-problems.js';
import { ErrorFilter } from '../../../src/http/filter/error.filter.js';

/** Guests of the shop see what it is about before they are asked to log in. */
@Catch(LoginRequired)
export class ShopGuestsFilter extends ErrorFilter {
  override catch(error: LoginRequired, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (request.method !== 'GET' || !request.path.startsWith('/vouchers/')) return super.catch(error, host);
    response.redirect(303, '/');
  }
}
