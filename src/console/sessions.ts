import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { allFeatures } from '../all-features.js';
import { readSettings } from '../config/read-settings.js';
import { makeFilesOwnerOnly } from '../database/owner-only.js';
import { Logger } from '../log/logger.js';
import { reportStartFailure } from '../lifecycle/start-failure.js';
import { SessionCommands } from './session-commands.js';
import { readSessionCommand, type SessionCommand } from './session-options.js';
import { SessionsConsoleModule } from './sessions.module.js';
import { tell } from './told.js';

// npm run sessions -- revoke --before <time> [...] | list (docs/mass-revocation.md)
try {
  // What cannot be meant is told before any store is waited for.
  const command = readSessionCommand(process.argv.slice(2));
  process.exitCode = typeof command === 'string' ? tell(command, 2) : await run(command);
} catch (error) {
  process.exit(reportStartFailure(error));
}

async function run(command: SessionCommand): Promise<number> {
  const features = await allFeatures();
  const settings = readSettings(process.env, { parts: features.settings });
  makeFilesOwnerOnly(settings);
  const context = await NestFactory.createApplicationContext(SessionsConsoleModule.with(settings, features), {
    abortOnError: false,
    logger: new Logger(settings),
  });
  try {
    return await context.get(SessionCommands).run(command);
  } finally {
    await context.close();
  }
}
