import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { allFeatures } from '../all-features.js';
import { readSettings } from '../config/read-settings.js';
import { makeFilesOwnerOnly } from '../database/owner-only.js';
import { Logger } from '../log/logger.js';
import { reportStartFailure } from '../lifecycle/start-failure.js';
import { ConsoleModule } from './console.module.js';
import { UserCommands } from './user-commands.js';

// npm run user -- create <username> <e-mail> | show | disable | enable | logout | delete <username or e-mail>
try {
  const features = await allFeatures();
  const settings = readSettings(process.env, { parts: features.settings });
  makeFilesOwnerOnly(settings);
  const context = await NestFactory.createApplicationContext(ConsoleModule.with(settings, features), {
    abortOnError: false,
    logger: new Logger(settings),
  });
  try {
    process.exitCode = await context.get(UserCommands).run(process.argv.slice(2));
  } finally {
    await context.close();
  }
} catch (error) {
  // The hash thread would keep the process alive.
  process.exit(reportStartFailure(error));
}
