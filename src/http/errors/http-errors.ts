import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';

/**
 * Returns as an exception of Nest's what an error of the library http-errors states, or a thrown object of its form
 * (`statusCode` and `message`), as Nest's own filter knows them; returns undefined for any other error, and for a 500,
 * which is a fault. A message that is not meant for the client, or quotes what it sent, gives way to the status.
 */
export function statedBy(error: unknown): HttpException | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { expose, status, statusCode, message } = error as Readonly<Record<string, unknown>>;
  if (!isRefusal(statusCode) || typeof message !== 'string') return undefined;
  const isKnown = error instanceof Error ? typeof expose === 'boolean' && status === statusCode : message !== '';
  if (!isKnown) return undefined;
  const isForClients = expose !== false && !quotesInput(error);
  return new HttpException(isForClients ? message : (STATUS_CODES[statusCode] ?? 'Error'), statusCode, { cause: error });
}

/** Parsers of bodies and addresses quote what they could not read. Those of bodies name what was wrong in `type`. */
export function quotesInput(error: unknown): boolean {
  if (error instanceof SyntaxError || error instanceof URIError) return true;
  return error instanceof Error && typeof Reflect.get(error, 'type') === 'string';
}

function isRefusal(status: unknown): status is number {
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599 && status !== 500;
}
