import { createHmac, timingSafeEqual } from 'node:crypto';
import { Body, Controller, ForbiddenException, Headers, HttpCode, Post, RawBody } from '@nestjs/common';
import { Public } from '../../../src/auth/access/access.decorators.js';
import { AcceptsBody } from '../../../src/http/requests/accepts-body.decorator.js';
import { CrossSite } from '../../../src/http/safety/cross-site.decorator.js';

/** A real one is a setting (a secret one) of your feature. */
export const SECRET = 'shared with the payment service';

/** A real one writes into a table, once for each id: services send again what they think got lost. */
export const PAID: string[] = [];

@Controller('webhooks/payments')
export class PaymentsController {
  @Public()
  @CrossSite()
  @Post()
  @HttpCode(200)
  @AcceptsBody({ most: '1mb', types: ['application/json'] })
  receive(
    @RawBody() raw: Buffer,
    @Headers('x-signature') signature: string | undefined,
    @Body() payment: { id?: unknown } | undefined,
  ) {
    if (!isSigned(raw, signature ?? '')) throw new ForbiddenException();
    PAID.push(String(payment?.id));
    return { received: true };
  }
}

/** Compares in a time that tells nothing; the signature is over the bytes as they came, not over what they mean. */
function isSigned(raw: Buffer | undefined, signature: string): boolean {
  const expected = createHmac('sha256', SECRET)
    .update(raw ?? '')
    .digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
