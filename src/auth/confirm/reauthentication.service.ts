import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import type { Authentication } from '../../sessions/record/authentication.js';
import { SessionRenewal } from '../../sessions/session-renewal.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { CodeCheck } from '../access/code-check.js';
import { AuthService } from '../auth.service.js';
import { asTooManyAttempts } from '../rate-limit/as-too-many-attempts.js';
import { LoginAttempts } from '../rate-limit/login-attempt.js';
import type { ConfirmDto } from './confirm.dto.js';

/** Takes a password or a code of whoever is signed in, or both. The session is fresh then, under a new id. */
@Injectable()
export class Reauthentication {
  constructor(
    private readonly auth: AuthService,
    private readonly codes: CodeCheck,
    private readonly clients: LoginAttempts,
    private readonly renewal: SessionRenewal,
    private readonly visitors: Visitors,
    private readonly events: AccountEvents,
  ) {}

  /** Whatever is given must be right, and the session gets nothing of it otherwise. Throws {@link InvalidForm}. */
  async run(form: ConfirmDto, principal: Principal, request: Request): Promise<Principal> {
    const shown: Authentication[] = [];
    if (form.password !== '') shown.push(await this.byPassword(form, principal, request));
    if (form.code !== '') shown.push(await this.byCode(form, principal, request));
    await this.renewal.reauthenticate(request, principal, ...shown);
    this.events.announce('login-confirmed', { accountId: principal.id });
    return principal;
  }

  private async byPassword(form: ConfirmDto, { id }: Principal, request: Request): Promise<Authentication> {
    // The password has to be the person's own, so no name is taken from the form.
    const user = await this.auth.verifyAccount(id, form.password, this.clients.of(request)).catch(asTooManyAttempts(form));
    if (user === null) throw new InvalidForm('invalid_credentials', form);
    return { method: 'password', at: Date.now() };
  }

  private async byCode(form: ConfirmDto, principal: Principal, request: Request): Promise<Authentication> {
    const shown = await this.codes.verify(principal, form.code, this.visitors.of(request)).catch(asTooManyAttempts(form));
    if (shown === null) throw new InvalidForm('invalid_code', form);
    return shown;
  }
}
