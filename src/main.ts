import { rmSync } from 'node:fs';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from './app.js';
import { readSettings } from './config/read-settings.js';
import type { Settings } from './config/settings.js';
import { Serving } from './health/serving.js';
import { Logger } from './log/logger.js';
import { reportStartFailure } from './startup/report-start-failure.js';
import { TeamModule } from './team/team.module.js';
import { shutDownGracefully } from './startup/shut-down-gracefully.js';

try {
  const settings = readSettings(process.env);
  const app = await createApp(settings, [TeamModule]);
  await listen(app, settings);
  app.get(Serving).begin();
  shutDownGracefully(app, () => app.get(Serving).drain());
  app.get(Logger).info(`Gatehouse is ready at ${settings.publicUrl.origin}`);
} catch (error) {
  // The settings may be what is wrong, so the log has its defaults.
  const log = new Logger({ production: process.env['NODE_ENV'] === 'production', logLevel: 'info' });
  process.exit(reportStartFailure(error, log));
}

async function listen(app: NestExpressApplication, { listenSocket, host, port }: Settings): Promise<void> {
  if (listenSocket === undefined) return void (await app.listen(port, host));
  // A socket file that a killed process left behind; a living one has DATA_DIR, or its own path.
  rmSync(listenSocket, { force: true });
  await app.listen(listenSocket);
}
