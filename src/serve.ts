import { setTimeout as sleep } from 'node:timers/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { allFeatures } from './all-features.js';
import { createApp } from './app.js';
import type { RawEnvironment } from './config/environment.js';
import { readSettings } from './config/read-settings.js';
import { settingWarnings } from './config/setting-warnings.js';
import type { Settings } from './config/settings.js';
import { makeFilesOwnerOnly } from './database/owner-only.js';
import { Serving } from './health/serving.js';
import { Logger } from './log/logger.js';
import { enforceShutdownDeadline, requestDeadline } from './lifecycle/shutdown-deadline.js';
import { Listener } from './lifecycle/listener.js';
import { reportStartFailure } from './lifecycle/start-failure.js';
import { shutdownRequested, untilShutdownRequested } from './lifecycle/shutdown.js';
import { refuseTakenPort } from './lifecycle/taken-port.js';
import { TeamModule } from './team/team.module.js';

/**
 * Runs a process from its environment to its exit code: 0 when it was told to stop and everything was closed in
 * order, also when that came during the start; 1 when it cannot start.
 */
export async function serve(env: RawEnvironment): Promise<0 | 1> {
  try {
    const settings = readSettings(env, { parts: (await allFeatures()).settings });
    enforceShutdownDeadline(settings);
    warnOfSettings(settings);
    makeFilesOwnerOnly(settings);
    await refuseTakenPort(settings);
    const app = await createApp(settings, [TeamModule]);
    if (!shutdownRequested.aborted) await answerRequests(app, settings);
    // Hashing ends, then Redis and PostgreSQL close (onApplicationShutdown of their modules).
    await app.close();
    return 0;
  } catch (error) {
    // Nobody wants the start any more.
    if (shutdownRequested.aborted) return 0;
    // The settings may be what is wrong, so the log has its defaults.
    const mode = { production: env['NODE_ENV'] === 'production', development: false };
    return reportStartFailure(error, new Logger({ ...mode, logLevel: 'info' }), env);
  }
}

/** Warns before any store is waited for, so that whoever reads the first lines of a start sees it. */
function warnOfSettings(settings: Settings): void {
  const logger = new Logger(settings);
  for (const { message, remedy } of settingWarnings(settings)) logger.warn(message, { remedy });
}

async function answerRequests(app: NestExpressApplication, settings: Settings): Promise<void> {
  const [serving, logger] = [app.get(Serving), app.get(Logger)];
  const listener = await Listener.open(app, settings);
  serving.begin();
  logger.info(`Gatehouse is ready at ${settings.publicUrl.origin}`);

  const signal = await untilShutdownRequested();
  const endBy = requestDeadline(settings);
  logger.info('stopping', { signal });
  // Load balancers stop choosing this instance and answers end their connections, while everybody is still let in.
  serving.drain();
  await sleep(settings.shutdownDrain);
  // Nobody is let in any more, and those who are in get an answer.
  await listener.close(endBy, () => logger.warn('connections cut off', { ...serving.openRequests() }));
}
