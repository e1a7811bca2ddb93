import { Controller, Get, Module, Render, type Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { readSettings } from '../../src/config/read-settings.js';
import { type ConfigureApplication, Feature } from '../../src/features/feature.js';
import { StartError } from '../../src/lifecycle/start-error.js';
import { freshStorage } from '../support/product.js';

@Controller('rendered')
class RenderedController {
  @Get()
  @Render('index')
  show() {
    return { message: 'Hello' };
  }
}

function moduleWith(application: ConfigureApplication, controllers: Type[] = []): Type {
  @Feature({ application })
  @Module({ controllers })
  class TeamsModule {}
  return TeamsModule;
}

const REFUSED: [what: string, module: Type, remedy: RegExp][] = [
  ['@Render() without a view engine', moduleWith(() => undefined, [RenderedController]), /^RenderedController\.show: @Render\(\).* page\(View, data\)/], // prettier-ignore
  ['setGlobalPrefix', moduleWith((app) => void app.setGlobalPrefix('api')), /^setGlobalPrefix .*@Controller\('api\/notes'\)/],
  ['enableShutdownHooks', moduleWith((app) => void app.enableShutdownHooks()), /^enableShutdownHooks .*leave it out$/],
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
});
