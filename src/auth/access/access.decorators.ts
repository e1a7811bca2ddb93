import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata, UseGuards } from '@nestjs/common';
import type { Request } from 'express';
import { NO_ACTIVITY } from '../../http/request-state.js';
import type { Principal } from '../../users/principal/principal.js';
import {
  FRESH_LOGIN,
  type FreshLoginOptions,
  KEEPS_DRAFT,
  LOGIN_PAGE,
  SECOND_FACTOR,
  type SecondFactorOptions,
} from './access-metadata.js';
import { FreshLoginGuard } from './fresh-login.guard.js';
import { GuestOnlyGuard } from './guest-only.guard.js';
import { SecondFactorGuard } from './second-factor.guard.js';
import { SessionOnlyGuard } from './session-only.guard.js';
import { NotImpersonatedGuard } from './not-impersonated.guard.js';

export { Public } from '../../http/routing/public.decorator.js';

/** Restricts a handler to guests: whoever is signed in is sent on to the safe `next`, else to the default page. */
export const GuestOnly = () => UseGuards(GuestOnlyGuard);

/** Marks what changes the session of this browser: whoever is signed in by a header has none and is refused (403). */
export const SessionOnly = () => UseGuards(SessionOnlyGuard);

/**
 * Refuses an administrator who acts as somebody (403 `impersonating`), on a handler or a controller: for what changes how
 * the person signs in, or what nobody else may see. `@FreshLogin()` and `@SecondFactor()` do it too.
 */
export const NotWhileImpersonating = () => UseGuards(NotImpersonatedGuard);

/**
 * Says of a handler that programs ask it by themselves, such as a stream that reconnects: asking is no activity of the
 * person, and a session that only this keeps open ends at its idle limit.
 */
export const NoActivity = (): MethodDecorator => SetMetadata(NO_ACTIVITY, true);

/** Requires a recent authentication (FRESH_LOGIN_FOR) and sends browsers to `/confirm`. */
export const FreshLogin = (options: FreshLoginOptions = {}) =>
  applyDecorators(SetMetadata(FRESH_LOGIN, options), UseGuards(FreshLoginGuard));

/**
 * Requires a session that has shown two factors, or a passkey that verified its user (level 2; NIST SP 800-63B-4 calls
 * it AAL2), and sends browsers to `/confirm`.
 */
export const SecondFactor = (options: SecondFactorOptions = {}) =>
  applyDecorators(SetMetadata(SECOND_FACTOR, options), UseGuards(SecondFactorGuard));

/**
 * For the handler of a form: what was typed when the session had ended is in the form again after the login, once. At
 * most 16 KiB for 30 minutes, for the same account and browser; no field whose name speaks of a password or a token.
 */
export const KeepsDraft = () => SetMetadata(KEEPS_DRAFT, true);

/**
 * Gives an area a login page of its own, on a handler, a controller or a module. A query in the address is kept; an
 * address on another host gets the whole `next`.
 */
export const LoginPage = (address: string) => SetMetadata(LOGIN_PAGE, address);

/** Injects the account of this request; null for a guest, which only a public handler meets. */
export const CurrentUser = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | null => context.switchToHttp().getRequest<Request>().user ?? null,
);
