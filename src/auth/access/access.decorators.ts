import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata, UseGuards } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../../users/principal/principal.js';
import { FRESH_LOGIN, type FreshLoginOptions, IS_PUBLIC, KEEPS_DRAFT, LOGIN_PAGE } from './access-metadata.js';
import { FreshLoginGuard } from './fresh-login.guard.js';
import { GuestOnlyGuard } from './guest-only.guard.js';
import { SessionOnlyGuard } from './session-only.guard.js';

/** Opens a handler, or all handlers of a controller, to people who are not signed in. */
export const Public = () => SetMetadata(IS_PUBLIC, true);

/** Restricts a handler to guests: whoever is signed in is sent on to the safe `next`, else to the default page. */
export const GuestOnly = () => UseGuards(GuestOnlyGuard);

/** Marks what changes the session of this browser: whoever is signed in by a header has none and is refused (403). */
export const SessionOnly = () => UseGuards(SessionOnlyGuard);

/** Requires a recent authentication (FRESH_LOGIN_FOR) and sends browsers to `/confirm`. */
export const FreshLogin = (options: FreshLoginOptions = {}) =>
  applyDecorators(SetMetadata(FRESH_LOGIN, options), UseGuards(FreshLoginGuard));

/**
 * For the handler of a form: what was typed when the session had ended is in the form again after the login, once. At
 * most 16 KiB for 30 minutes, for the same account and browser; no field whose name speaks of a password or a token.
 */
export const KeepsDraft = () => SetMetadata(KEEPS_DRAFT, true);

/**
/**
 * Gives an area a login page of its own, on a handler, a controller or a module. A query in the address is kept; an
 * address on another host gets the whole `next`.
 */
export const LoginPage = (address: string) => SetMetadata(LOGIN_PAGE, address);

/** Injects the account of this request; null for a guest, which only a public handler meets. */
export const CurrentUser = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | null => context.switchToHttp().getRequest<Request>().user ?? null,
);
