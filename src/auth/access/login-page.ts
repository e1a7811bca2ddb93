import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { LOGIN_PAGE } from './access-metadata.js';

/** Finds the `@LoginPage()` of a handler, of its controller or of the module that it belongs to. */
@Injectable()
export class LoginPageFinder {
  private readonly ofControllers = new Map<unknown, string | undefined>();

  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModulesContainer,
  ) {}

  find(context: ExecutionContext): string | undefined {
    const near = this.reflector.getAllAndOverride<string | undefined>(LOGIN_PAGE, [context.getHandler(), context.getClass()]);
    return near ?? this.ofModule(context.getClass());
  }

  private ofModule(controller: ReturnType<ExecutionContext['getClass']>): string | undefined {
    if (!this.ofControllers.has(controller)) {
      const owner = [...this.modules.values()].find((module) => module.controllers.has(controller));
      this.ofControllers.set(controller, owner && this.reflector.get<string | undefined>(LOGIN_PAGE, owner.metatype));
    }
    return this.ofControllers.get(controller);
  }
}
