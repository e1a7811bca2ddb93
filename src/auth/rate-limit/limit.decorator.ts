import { SetMetadata } from '@nestjs/common';
import { limits } from '../../config/parsers.js';
import type { Limit as Window } from '../../config/settings.js';

/** A handler says by this how often it may be asked; LimitGuard reads it. */
export const ROUTE_LIMIT = Symbol('how often this handler may be asked');

export interface LimitOptions {
  /**
   * Each account has a count of its own, or each client address (an IPv6 /64 counts as one). A guest has no account:
   * at a public handler the address counts.
   */
  readonly by: 'account' | 'address';
}

export interface RouteLimit extends LimitOptions {
  readonly windows: readonly Window[];
}

/**
 * Limits how often a handler may be asked, over all instances: `@Limit('10/1m', { by: 'account' })`; several windows
 * are separated by commas. What is over it is a 429 with `Retry-After`. A misspelt one stops the start.
 */
export function Limit(text: string, { by }: LimitOptions): MethodDecorator {
  if (by !== 'account' && by !== 'address') throw new Error(`@Limit: by is "${String(by)}", and must be account or address`);
  return SetMetadata(ROUTE_LIMIT, { windows: windows(text), by } satisfies RouteLimit);
}

function windows(text: string): Window[] {
  try {
    return limits(text);
  } catch (error) {
    throw new Error(`@Limit: "${text}" ${error instanceof Error ? error.message : 'is no limit'}`, { cause: error });
  }
}
