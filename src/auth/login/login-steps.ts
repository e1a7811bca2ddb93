import { EntityManager } from '@mikro-orm/core';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Request } from 'express';
import { unitOfWork } from '../../database/unit-of-work.js';
import type { Outcome, RedirectOutcome } from '../../http/responses/outcome.js';
import type { Principal } from '../../users/principal/principal.js';
import type { User } from '../../users/user.entity.js';
import type { PendingLogin, StepResult } from './pending-login.js';

/** This is a step that was passed by the very form that has come again. */
export interface RepeatedStep {
  /** This is the login as it was before the step. */
  readonly login: PendingLogin;
  readonly passed: StepResult;
  /** It leads on from the step. */
  readonly outcome: RedirectOutcome;
}

/**
 * A login may have to pass this before there is a session. Any module provides a step as a class that extends this
 * one; its pages are at `path` behind `@PendingStep(name)`.
 */
export abstract class LoginStep {
  /** Programs are told this name, such as `second-factor`; no other step has it. */
  abstract readonly name: string;
  /** The form of the step is at this path, such as `/login/second-factor`. */
  abstract readonly path: string;
  /** Steps are asked from the lowest order to the highest. */
  abstract readonly order: number;

  /** Tells whether this login has to pass the step. It is not asked again once the login has passed it. */
  abstract isDue(user: User, login: PendingLogin): boolean | Promise<boolean>;

  /**
   * Tells whether a browser that remember-me would sign in has to pass the step too. The row of the series is locked
   * meanwhile: whatever this reads must be read by `em`, or it would wait for itself. `login` says of which series it
   * is, and whether the browser is a trusted device; it holds no authentication, because a restore is none.
   */
  isDueOnRestore(_user: User, _em: EntityManager, _login: PendingLogin): boolean | Promise<boolean> {
    return false;
  }

  /**
   * A form whose answer was lost comes again and is not handled again. A step whose answer says more than where to go on
   * says it once more by this.
   */
  repeated(_request: Request, { outcome }: RepeatedStep): Outcome | Promise<Outcome> {
    return outcome;
  }

  /** Does the same for a browser that has got the cookies of the lost answer, so that it is signed in; null: nothing was lost. */
  repeatedSignedIn(_request: Request, _user: Principal): Outcome | null | Promise<Outcome | null> {
    return null;
  }
}

/** Finds the steps that all modules together provide, by their class. */
@Injectable()
export class LoginSteps implements OnApplicationBootstrap {
  private steps: readonly LoginStep[] = [];

  constructor(
    private readonly modules: ModulesContainer,
    private readonly em: EntityManager,
  ) {}

  /** Throws for a step that could not work: two of one name or path, or one that is made anew for each request. */
  onApplicationBootstrap(): void {
    const wrappers = [...this.modules.values()].flatMap((module) => [...module.providers.values()]);
    const found = wrappers.filter(({ instance }) => instance instanceof LoginStep);
    if (found.some((wrapper) => !wrapper.isDependencyTreeStatic())) throw new Error('a LoginStep must not be request-scoped');
    // One instance may be provided by several modules or under several names.
    const steps = [...new Set(found.map(({ instance }) => instance as LoginStep))];
    for (const field of ['name', 'order', 'path'] as const) {
      if (new Set(steps.map((step) => step[field])).size < steps.length)
        throw new Error(`two login steps have the same ${field}`);
    }
    this.steps = steps.toSorted((one, other) => one.order - other.order);
  }

  named(name: string): LoginStep | undefined {
    return this.steps.find((step) => step.name === name);
  }

  get areNone(): boolean {
    return this.steps.length === 0;
  }

  /** Returns the first step that this login has to pass and has not passed. */
  async nextDue(user: User, login: PendingLogin, em?: EntityManager): Promise<LoginStep | undefined> {
    for (const step of this.steps) {
      if (login.passed.includes(step.name)) continue;
      const isDue = login.series === null ? step.isDue(user, login) : step.isDueOnRestore(user, em ?? unitOfWork(this.em), login);
      if (await isDue) return step;
    }
    return undefined;
  }
}
