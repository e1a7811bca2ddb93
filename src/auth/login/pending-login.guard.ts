import {
  applyDecorators,
  type CallHandler,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { finalize, type Observable } from 'rxjs';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { Flash } from '../../http/responses/flash.js';
import { OutcomeThrown } from '../../http/responses/outcome-thrown.js';
import type { User } from '../../users/user.entity.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { Public } from '../access/access.decorators.js';
import { type LoginAtStep, LoginService } from './login.service.js';
import { LoginSteps } from './login-steps.js';
import type { PendingLogin } from './pending-login.js';
import { PendingLoginCookie } from './pending-login.cookie.js';
import { type PassedStep, PendingLoginMarks } from './pending-login.marks.js';
import { PendingLoginTurns } from './pending-login.turns.js';
import { PendingLoginsService } from './pending-logins.service.js';

const STEP = Symbol('the login step that a handler belongs to');
const AT_STEP = Symbol('the pending login of this request');
const END_TURN = Symbol('ends the turn of this request');

type StepRequest = Request & { [AT_STEP]?: LoginAtStep; [END_TURN]?: () => void };

/** Admits a browser whose pending login is valid and at this very step; everybody else begins at `/login`. */
@Injectable()
export class PendingLoginGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly cookie: PendingLoginCookie,
    private readonly pending: PendingLoginsService,
    private readonly marks: PendingLoginMarks,
    private readonly turns: PendingLoginTurns,
    private readonly steps: LoginSteps,
    private readonly logins: LoginService,
    private readonly flash: Flash,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<StepRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    const step = this.reflector.getAllAndOverride<string>(STEP, [context.getHandler(), context.getClass()]);
    const login = this.cookie.read(request);
    if (login === undefined) return this.refuseGuest(request, step);
    const endTurn = await this.turns.take(login, request, response);
    request[END_TURN] = endTurn;
    return this.judge(request, response, login, step).catch((error: unknown) => {
      endTurn();
      throw error;
    });
  }

  private async judge(request: StepRequest, response: Response, login: PendingLogin, step: string): Promise<boolean> {
    const [user, passed] = await Promise.all([this.pending.accountOf(login), this.marks.spent(login)]);
    // The answer was lost, or the button was pressed twice: the outcome is the same, without asking the step again.
    if (passed !== null && this.marks.isRepeated(passed, request)) await this.repeat(request, response, user, login, passed);
    if (user === null) return this.refuse(request, response, login, passed !== null);
    // The browser has a newer cookie by now, or will get one, so this answer must not clear it.
    if (passed !== null) throw new LoginRequired(undefined, '/login');
    // The holder is at another step, which asking for this one must not pass.
    if ((await this.steps.nextDue(user, login))?.name !== step) throw new LoginRequired(undefined, '/login');
    request[AT_STEP] = { ...login, user, step };
    return true;
  }

  private async repeat(
    request: Request,
    response: Response,
    user: User | null,
    login: PendingLogin,
    passed: PassedStep,
  ): Promise<void> {
    const outcome =
      user === null
        ? await this.logins.repeatLast(request, response, login, passed)
        : await this.logins.repeat(request, response, user, login, passed);
    if (outcome === null) return;
    throw new OutcomeThrown((await this.steps.named(passed.step)?.repeated(request, { login, passed, outcome })) ?? outcome);
  }

  /** The browser may send a form once more when it has the cookies of the answer and not yet the page behind them. */
  private async refuseGuest(request: Request, step: string): Promise<never> {
    const { user, method } = request;
    const again = user === undefined || method !== 'POST' ? null : await this.steps.named(step)?.repeatedSignedIn(request, user);
    if (again) throw new OutcomeThrown(again);
    throw new LoginRequired(undefined, '/login');
  }

  private refuse(request: Request, response: Response, { next }: PendingLogin, isUsed: boolean): never {
    this.cookie.clear(request, response);
    // After a double click the browser may be signed in, and `/login` sends it on.
    if (!isUsed) this.flash.add(request, 'sessionExpired');
    throw new LoginRequired(undefined, pathWithNext('/login', next));
  }
}

/** Ends the turn of a form when its handler is done, whether or not its browser is still there. */
@Injectable()
export class PendingLoginTurn implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<StepRequest>();
    return next.handle().pipe(finalize(() => request[END_TURN]?.()));
  }
}

/** Opens the pages of a login step to those whose pending login is at it, and to nobody else. */
export const PendingStep = (name: string) =>
  applyDecorators(Public(), SetMetadata(STEP, name), UseGuards(PendingLoginGuard), UseInterceptors(PendingLoginTurn));

/** Injects the pending login of a request behind `@PendingStep()`. */
export const CurrentPendingLogin = createParamDecorator((_data: unknown, context: ExecutionContext): LoginAtStep => {
  const login = context.switchToHttp().getRequest<StepRequest>()[AT_STEP];
  if (login === undefined) throw new Error('@CurrentPendingLogin() needs @PendingStep()');
  return login;
});
