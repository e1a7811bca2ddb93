import { type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { RENDER_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Features } from './features/features.js';
import { StartError } from './lifecycle/start-error.js';

/** These words of Nest's would move or end what is not the team's. */
const REFUSED: Readonly<Record<string, string>> = {
  setGlobalPrefix:
    "setGlobalPrefix would move the product's own pages, and every link to them. Write the prefix into your controllers: @Controller('api/notes')",
  enableShutdownHooks:
    'enableShutdownHooks would close the stores under requests. The product stops in order by itself: leave it out',
};

/**
 * Lets modules do what Nest's documentation writes into `main.ts` (`@Feature({ application })`). Throws
 * {@link StartError} for what cannot work here. Routes of the product (`ours`) keep their addresses in every kind of
 * versioning.
 */
export async function configureApplication(
  app: NestExpressApplication,
  { application, controllers }: Features,
  ours: readonly Type[],
): Promise<void> {
  for (const [method, remedy] of Object.entries(REFUSED)) {
    // Nest hands out a proxy that takes no assignments.
    Object.defineProperty(app, method, { configurable: true, value: () => refuse(remedy) });
  }
  for (const controller of ours) Reflect.defineMetadata(VERSION_METADATA, VERSION_NEUTRAL, controller);
  for (const configure of application) await configure(app);
  if (app.getHttpAdapter().getInstance().get('view engine') === undefined) controllers.forEach(refuseRender);
}

function refuseRender(controller: Type): void {
  const prototype = controller.prototype as object;
  for (const method of new MetadataScanner().getAllMethodNames(prototype)) {
    if (Reflect.hasMetadata(RENDER_METADATA, Reflect.get(prototype, method) as object)) {
      refuse(
        `${controller.name}.${method}: @Render() needs a view engine, and there is none. Return page(View, data), ` +
          'or set one by @Feature({ application: (app) => app.setViewEngine(...) })',
      );
    }
  }
}

function refuse(remedy: string): never {
  throw new StartError(remedy);
}
