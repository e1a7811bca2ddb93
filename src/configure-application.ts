import { type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { RENDER_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import type { Features } from './features/features.js';
import { refuseGlobalParts } from './global-parts.js';
import { StartError } from './lifecycle/start-error.js';

/** These words of Nest's would move, open or end what is not the team's, or do nothing. */
const REFUSED: Readonly<Record<string, string>> = {
  setGlobalPrefix:
    "setGlobalPrefix would move the product's own pages, and every link to them. Write the prefix into your controllers: @Controller('api/notes')",
  enableShutdownHooks:
    'enableShutdownHooks would close the stores under requests. The product stops in order by itself: leave it out',
  enableCors:
    "enableCors would let scripts of other sites read the product's pages. Name their origins in ALLOWED_ORIGINS " +
    "(docs/other-origins.md); an answer that is for everybody says @Header('Access-Control-Allow-Origin', '*')",
  enableCsrfProtection:
    'enableCsrfProtection is in force already, before anything is read: leave it out. What may come from another site ' +
    'says @CrossSite(), or its origin is named in ALLOWED_ORIGINS',
  useSecurityHeaders:
    "useSecurityHeaders would change the headers of the product's pages. Leave it out; a handler sets its own by " +
    '@Header(), and contentSecurityPolicy of @Feature widens what pages load (docs/content-security-policy.md)',
  useBodyParser:
    'useBodyParser would find nothing left to read. Say at the handler what it takes: ' +
    "@AcceptsBody({ most: '5mb', types: ['text/plain'] }) (docs/guides/bodies.md)",
};

/** These settings of Express would be passed by, or undo what the product does for all pages. */
const REFUSED_SETTINGS: Readonly<Record<string, string>> = {
  'trust proxy': 'is read from TRUST_PROXY, because more than Express asks it (docs/settings.md)',
  etag: 'is left out for pages, which show whose they are: make one at the handler that is for everybody',
  'json spaces': 'does nothing here, where JSON is written without spaces',
  'json replacer': 'does nothing here: write toJSON() into the class, or use ClassSerializerInterceptor',
  'json escape': 'does nothing here: JSON is sent with a policy under which nothing in it runs',
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
  refuseSettings(app.getHttpAdapter().getInstance());
  for (const controller of ours) Reflect.defineMetadata(VERSION_METADATA, VERSION_NEUTRAL, controller);
  for (const configure of application) await configure(app);
  refuseGlobalParts(app);
  if (app.getHttpAdapter().getInstance().get('view engine') === undefined) controllers.forEach(refuseRender);
}

/** `enable()` and `disable()` of Express, and `set()` of Nest, end here too. */
function refuseSettings(express: Express): void {
  const set = express.set.bind(express) as (...given: unknown[]) => unknown;
  const guarded = (...given: [name: string, value?: unknown]): unknown => {
    const [name, value] = given;
    const remedy = Object.hasOwn(REFUSED_SETTINGS, name) ? REFUSED_SETTINGS[name] : undefined;
    if (given.length > 1 && remedy !== undefined && set(name) !== value) refuse(`the setting "${name}" of Express ${remedy}`);
    return set(...given);
  };
  Object.assign(express, { set: guarded });
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
