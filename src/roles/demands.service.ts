import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { Module } from '@nestjs/core/injector/module.js';
import { Features } from '../features/features.js';
import { StartError } from '../lifecycle/start-error.js';
import { type Demand, demandsOf } from './access-demands.js';

/** Gathers what handlers demand by `@Roles()` and `@Can()`: their own, their controller's and its modules'. */
@Injectable()
export class Demands implements OnModuleInit {
  /** What a handler says never changes, and every request asks. */
  private readonly known = new WeakMap<object, WeakMap<object, readonly Demand[]>>();

  constructor(
    private readonly modules: ModulesContainer,
    private readonly features: Features,
  ) {}

  /**
   * Throws {@link StartError} for a role or a permission that no module declares, because nobody could ever come in, and
   * for a demand at a module that has no controllers, because it would shut nothing.
   */
  onModuleInit(): void {
    for (const module of this.modules.values()) this.examine(module);
  }

  /** Returns all that must hold for this handler. */
  of(controller: Type, handler: object): readonly Demand[] {
    const handlers = this.known.get(controller) ?? new WeakMap<object, readonly Demand[]>();
    const demands = handlers.get(handler) ?? this.gather(controller, handler);
    if (!handlers.has(handler)) this.known.set(controller, handlers.set(handler, demands));
    return demands;
  }

  private gather(controller: Type, handler: object): readonly Demand[] {
    // A controller may belong to several modules: then the demands of each hold.
    const owners = [...this.modules.values()].filter((module) => module.controllers.has(controller));
    return [handler, controller, ...owners.map(({ metatype }) => metatype)].flatMap(demandsOf);
  }

  private examine({ metatype, controllers }: Module): void {
    this.refuseUndeclared(metatype, metatype.name);
    if (demandsOf(metatype).length > 0 && controllers.size === 0) {
      throw new StartError(`${metatype.name}: @Roles() and @Can() are for the module's own controllers, and it has none`);
    }
    for (const controller of controllers.keys()) this.examineController(controller as Type);
  }

  private examineController(controller: Type): void {
    this.refuseUndeclared(controller, controller.name);
    const prototype = controller.prototype as object;
    for (const method of new MetadataScanner().getAllMethodNames(prototype)) {
      this.refuseUndeclared(Reflect.get(prototype, method) as object, `${controller.name}.${method}`);
    }
  }

  private refuseUndeclared(target: object, where: string): void {
    const { roles } = this.features;
    for (const demand of demandsOf(target)) {
      const [kind, names] = 'oneOf' in demand ? (['role', demand.oneOf] as const) : (['permission', demand.allOf] as const);
      const odd = names.find((name) => !(kind === 'role' ? roles.isRole(name) : roles.isPermission(name)));
      if (odd !== undefined) throw new StartError(`${where}: no module declares the ${kind} "${odd}". ${REMEDY}`);
    }
  }
}

const REMEDY = `Declare it by @Feature({ roles: { editor: ['articles.edit'] } }) (docs/guides/roles.md)`;
