import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { Flash } from '../../http/responses/flash.js';
import { accepted, done, type Outcome, page, redirect } from '../../http/responses/outcome.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { NeedsMail } from '../../mail/needs-mail.decorator.js';
import { TokenPages } from '../../tokens/token-pages.js';
import { UsersService } from '../../users/users.service.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { NotWhileImpersonating, Public } from '../access/access.decorators.js';
import { LoginService } from '../login/login.service.js';
import { asTooManyAttempts } from '../rate-limit/as-too-many-attempts.js';
import { LoginAttempts } from '../rate-limit/login-attempt.js';
import { EmailProofs } from './email-proofs.js';
import { PendingVerification, type WaitingLogin } from './pending-verification.js';
import { VerificationMails } from './verification-mails.service.js';
import { VerifyEmailPage } from './verify-email.page.js';

/** Lets people prove that they read the mail of their account's address, and say that an account is not theirs. */
@Public()
@NeedsMail()
@NotWhileImpersonating()
@Controller('verify-email')
export class VerifyEmailController {
  constructor(
    private readonly pages: TokenPages,
    private readonly pending: PendingVerification,
    private readonly proofs: EmailProofs,
    private readonly mails: VerificationMails,
    private readonly logins: LoginService,
    private readonly users: UsersService,
    private readonly clients: LoginAttempts,
    private readonly visitors: Visitors,
    private readonly safeRedirect: SafeRedirect,
    private readonly flash: Flash,
  ) {}

  @Get()
  async show(
    @Query() { token, next: address }: { token?: unknown; next?: unknown },
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    if (token !== undefined) return this.pages.show(token, request, ...this.proofs.kinds);
    const next = this.safeRedirect.check(address);
    const waiting = await this.pending.of(request, response);
    const person = request.user ?? (waiting === null ? undefined : shownOf(waiting));
    const { email = null, emailVerified = false } = person ?? {};
    const goOnTo = request.user === undefined ? null : this.safeRedirect.orDefault(next);
    return page(VerifyEmailPage, { next, email, emailVerified, goOnTo }, { json: { next, email, emailVerified } });
  }

  @Post()
  async prove(@Body() body: unknown, @Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Outcome> {
    const waiting = await this.pending.of(request, response);
    if (waiting?.isOver === true) return this.goOn(request, response, waiting);
    const accountId = await this.pending.accountIdOf(request);
    const proof = await this.proofs.of(body);
    const { id } = await proof.prove(body, { accountId, client: this.clients.of(request) });
    this.flash.add(request, 'emailVerified');
    if (waiting !== null && waiting.accountId === id) return this.goOn(request, response, waiting);
    return redirect(request.user === undefined ? '/login' : this.safeRedirect.orDefault(null), {});
  }

  @Post('not-me')
  async disown(@Body() body: unknown, @Req() request: Request) {
    await (await this.proofs.of(body)).disown(body);
    this.flash.add(request, 'accountDisowned');
    return done('/login');
  }

  @Post('resend')
  async sendAgain(
    @Body() body: { next?: unknown } | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const person = request.user ?? (await this.pending.of(request, response))?.user;
    if (person === undefined) throw new LoginRequired();
    const { email } = person;
    const next = this.safeRedirect.check(body?.next);
    await this.mails
      .sendAgain(person, this.visitors.of(request))
      .catch(asTooManyAttempts({}))
      .catch((error: unknown) => {
        const data = { next, email, emailVerified: false, goOnTo: null };
        throw error instanceof InvalidForm ? error.shownOn(VerifyEmailPage, data) : error;
      });
    this.flash.add(request, 'verifyEmailResent');
    return accepted(pathWithNext('/verify-email', next));
  }

  /** Lets the login go on that waited for the proof. */
  private async goOn(request: Request, response: Response, waiting: WaitingLogin): Promise<Outcome> {
    // The session must know the account as it is after the proof.
    const user = (await this.users.findById(waiting.accountId)) ?? waiting.user;
    const outcome = await this.logins.advance(request, response, { ...waiting, user }, null);
    const { user: _signedIn, ...told } = outcome.json.body as { readonly user?: object };
    return outcome.withJson(told);
  }
}

function shownOf({ user: { email, emailVerifiedAt } }: WaitingLogin) {
  return { email, emailVerified: emailVerifiedAt !== null };
}
