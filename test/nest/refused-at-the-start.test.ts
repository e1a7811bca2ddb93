import { CacheInterceptor, CacheModule } from '@nestjs/cache-manager';
import {
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Module,
  type ModuleMetadata,
  Post,
  Render,
  Scope,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, BaseExceptionFilter } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { AnyFilesInterceptor, FileInterceptor } from '@nestjs/platform-express';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { readSettings } from '../../src/config/read-settings.js';
import { type ConfigureApplication, Feature } from '../../src/features/feature.js';
import { ErrorFilter } from '../../src/http/filter/error.filter.js';
import { StartError } from '../../src/lifecycle/start-error.js';
import { freshStorage, Product } from '../support/product.js';

@Controller('rendered')
class RenderedController {
  @Get()
  @Render('index')
  show() {
    return { message: 'Hello' };
  }
}

@Controller('uploads')
class UploadsController {
  @Post()
  @UseInterceptors(FileInterceptor('file'))
  keep() {}
}

@UseInterceptors(AnyFilesInterceptor())
@Controller('all-uploads')
class AllUploadsController {
  @Post()
  keep() {}
}

@Catch()
class CatchEverythingFilter implements ExceptionFilter {
  catch() {}
}

@Catch(Error)
class AllErrorsFilter extends BaseExceptionFilter {}

const nothing = () => undefined;
const cache: ModuleMetadata = {
  imports: [CacheModule.register()],
  providers: [{ provide: APP_INTERCEPTOR, useClass: CacheInterceptor }],
};

function moduleWith(application: ConfigureApplication, metadata: ModuleMetadata = {}): Type {
  @Feature({ application })
  @Module(metadata)
  class TeamsModule {}
  return TeamsModule;
}

const REFUSED: [what: string, module: Type, remedy: RegExp][] = [
  ['@Render() without a view engine', moduleWith(nothing, { controllers: [RenderedController] }), /^RenderedController\.show: @Render\(\).* page\(View, data\)/], // prettier-ignore
  ['setGlobalPrefix', moduleWith((app) => void app.setGlobalPrefix('api')), /^setGlobalPrefix .*@Controller\('api\/notes'\)/],
  ['enableShutdownHooks', moduleWith((app) => void app.enableShutdownHooks()), /^enableShutdownHooks .*leave it out$/],
  ['enableCors', moduleWith((app) => app.enableCors()), /^enableCors .*ALLOWED_ORIGINS/],
  ['enableCsrfProtection', moduleWith((app) => void app.enableCsrfProtection()), /^enableCsrfProtection .*leave it out/],
  ['useSecurityHeaders', moduleWith((app) => void app.useSecurityHeaders()), /^useSecurityHeaders .*contentSecurityPolicy/],
  ['useBodyParser', moduleWith((app) => void app.useBodyParser('json', { limit: '10mb' })), /^useBodyParser .*@AcceptsBody/],
  ['set("trust proxy")', moduleWith((app) => void app.set('trust proxy', 'loopback')), /"trust proxy".*TRUST_PROXY/],
  ['enable("trust proxy")', moduleWith((app) => void app.enable('trust proxy')), /"trust proxy".*TRUST_PROXY/],
  ['set("etag")', moduleWith((app) => void app.set('etag', 'strong')), /"etag"/],
  ['set("json spaces")', moduleWith((app) => void app.set('json spaces', 2)), /"json spaces"/],
  ['FileInterceptor', moduleWith(nothing, { controllers: [UploadsController] }), /^UploadsController\.keep: .*@AcceptsBody/],
  ['AnyFilesInterceptor', moduleWith(nothing, { controllers: [AllUploadsController] }), /^AllUploadsController: .*@AcceptsBody/],
  ['a filter for everything', moduleWith(nothing, { providers: [{ provide: APP_FILTER, useClass: CatchEverythingFilter }] }), /^CatchEverythingFilter .*ErrorFilter/], // prettier-ignore
  ['one for each request', moduleWith(nothing, { providers: [{ provide: APP_FILTER, useClass: CatchEverythingFilter, scope: Scope.REQUEST }] }), /^CatchEverythingFilter .*ErrorFilter/], // prettier-ignore
  ['useGlobalFilters for all errors', moduleWith((app) => void app.useGlobalFilters(new AllErrorsFilter())), /^AllErrorsFilter .*ErrorFilter/], // prettier-ignore
  ['a cache for everybody', moduleWith(nothing, cache), /^CacheInterceptor .*trackBy/],
  ['an emitter with a delimiter', moduleWith(nothing, { imports: [EventEmitterModule.forRoot({ wildcard: true, delimiter: ':' })] }), /delimiter/], // prettier-ignore
];

class CacheOfEachPerson extends CacheInterceptor {
  override trackBy(): undefined {
    return undefined;
  }
}

@Catch(RangeError)
class RangeFilter implements ExceptionFilter {
  catch() {}
}

@Catch()
class PassingFilter extends ErrorFilter {}

const TAKEN: [what: string, module: Type][] = [
  ['disable("etag"), which it is', moduleWith((app) => void app.disable('etag'))],
  ['a filter of one class', moduleWith(nothing, { providers: [{ provide: APP_FILTER, useClass: RangeFilter }] })],
  ['a filter that leaves the rest to the product', moduleWith(nothing, { providers: [{ provide: APP_FILTER, useClass: PassingFilter }] })], // prettier-ignore
  ['a cache that knows who asks', moduleWith(nothing, { ...cache, providers: [{ provide: APP_INTERCEPTOR, useClass: CacheOfEachPerson }] })], // prettier-ignore
  ['an emitter with wildcards', moduleWith(nothing, { imports: [EventEmitterModule.forRoot({ wildcard: true })] })],
];

describe('a word of Nest that cannot work here', () => {
  it.each(REFUSED)('stops the start and says what to do: %s', async (_what, module, remedy) => {
    const storage = await freshStorage();
    const error: unknown = await createApp(readSettings({ LOG_LEVEL: 'silent', ...storage.env }), [module]).catch(
      (thrown: unknown) => thrown,
    );
    await storage.remove();
    expect(error).toBeInstanceOf(StartError);
    expect((error as StartError).message).toMatch(remedy);
  });

  it.each(TAKEN)('stops nothing where it can work: %s', async (_what, module) => {
    const product = await Product.start({}, [module]);
    expect((await product.visitor().get('/dashboard')).status).toBe(303);
    await product.remove();
  });
});
