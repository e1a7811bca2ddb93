import type { Type } from '@nestjs/common';
import { FILTER_CATCH_EXCEPTIONS } from '@nestjs/common/constants.js';
import { type ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ErrorFilter } from './http/filter/error.filter.js';
import { StartError } from './lifecycle/start-error.js';

/**
 * Throws {@link StartError} for parts that stand before every handler, the product's among them, and would take from
 * people what these do (a filter that answers all errors, a cache that tells nobody apart), or that there is once only.
 */
export function refuseGlobalParts(app: NestExpressApplication): void {
  // Nest hands this out in no other way; without it the start fails here.
  const config = Reflect.get(app, 'config') as ApplicationConfig;
  for (const filter of classesOf(config.getGlobalFilters(), config.getGlobalRequestFilters())) {
    if (catchesEverything(filter)) {
      throw new StartError(
        `${filter.name} catches everything before all routes, so it would answer guests in the place of the login page, and ` +
          'refused forms. Name what it is for, such as @Catch(HttpException), or extend ErrorFilter and call ' +
          'super.catch() (docs/guides/refusals.md)',
      );
    }
  }
  for (const interceptor of classesOf(config.getGlobalInterceptors(), config.getGlobalRequestInterceptors())) {
    if (cachesByAddress(interceptor)) {
      throw new StartError(
        `${interceptor.name} before all routes would show everybody the pages of whoever came first. Write ` +
          '@UseInterceptors(CacheInterceptor) on the handlers that it is for, or extend it by a trackBy() that knows who asks',
      );
    }
  }
  refuseOtherDelimiter(app.get(ModulesContainer));
}

/** Whoever has an emitter injected gets that of the product, unless the module has imported its own. */
function refuseOtherDelimiter(modules: ModulesContainer): void {
  for (const { providers } of modules.values()) {
    const emitter = providers.get(EventEmitter2)?.instance as { wildcard?: boolean; delimiter?: string } | undefined;
    if (emitter?.wildcard === true && emitter.delimiter !== '.') {
      throw new StartError(
        'EventEmitterModule.forRoot({ delimiter }): there is one emitter, the product has made it, and what stands between ' +
          'the parts of a name is a dot. Leave `delimiter` out',
      );
    }
  }
}

function classesOf(instances: readonly object[], scoped: readonly { readonly metatype: unknown }[]): Type[] {
  const classes = [...instances.map(({ constructor }) => constructor), ...scoped.map(({ metatype }) => metatype)];
  return classes.filter((one): one is Type => typeof one === 'function');
}

/** `@Catch(Error)` is as wide as `@Catch()`. */
function catchesEverything(filter: Type): boolean {
  if (filter === ErrorFilter || filter.prototype instanceof ErrorFilter) return false;
  const caught = (Reflect.getMetadata(FILTER_CATCH_EXCEPTIONS, filter) ?? []) as readonly unknown[];
  return caught.length === 0 || caught.some((kind) => kind === Error || kind === Object);
}

/** Knows Nest's `CacheInterceptor`, which is in a package that may be missing, by its methods; one with a key of its own is none. */
function cachesByAddress(interceptor: Type): boolean {
  for (let prototype = interceptor.prototype as object | null; prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    if (Object.hasOwn(prototype, 'trackBy')) return Object.hasOwn(prototype, 'isRequestCacheable');
  }
  return false;
}
