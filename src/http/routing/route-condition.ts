import { Injectable, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { HttpAdapterHost, MetadataScanner, ModuleRef } from '@nestjs/core';
import type { Express } from 'express';
import { removeRoutes } from './allowed-methods.js';

const CONDITION = Symbol('under what condition the route is there');

/** This is what a route needs to be there. A module provides it, under its class. */
export abstract class RouteCondition {
  /** Is asked once, at the start. */
  abstract readonly isMet: boolean;
}

/**
 * Makes a handler, or all handlers of a controller, be there only if this condition is met. Otherwise its path looks
 * like any that does not exist, for every method and whoever asks: not even a 405 tells of it.
 */
export function ThereIf(condition: Type<RouteCondition>): ClassDecorator & MethodDecorator {
  return (target: object, key?: string | symbol) => {
    for (const handler of key === undefined ? handlersOf(target) : [Reflect.get(target, key) as object]) {
      Reflect.defineMetadata(CONDITION, condition, handler);
    }
  };
}

/** Nest copies what a handler says to the function that it hands Express, and nothing of what its controller says. */
function handlersOf(controller: object): object[] {
  const prototype = (controller as Type).prototype as object;
  return new MetadataScanner().getAllMethodNames(prototype).map((name) => Reflect.get(prototype, name) as object);
}

/** Takes the routes away whose condition is not met, before the first request. */
@Injectable()
export class AbsentRoutes implements OnApplicationBootstrap {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly modules: ModuleRef,
  ) {}

  onApplicationBootstrap(): void {
    removeRoutes(this.host.httpAdapter.getInstance<Express>(), (handler) => {
      const condition = Reflect.getMetadata(CONDITION, handler) as Type<RouteCondition> | undefined;
      return condition !== undefined && !this.modules.get(condition, { strict: false }).isMet;
    });
  }
}
