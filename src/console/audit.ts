import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { allFeatures } from '../all-features.js';
import { readSettings } from '../config/read-settings.js';
import { madeSessionSecret } from '../config/secrets.js';
import { Logger } from '../log/logger.js';
import { reportStartFailure } from '../lifecycle/start-failure.js';
import { AuditCommands } from './audit-commands.js';
import { AuditConsoleModule } from './audit-console.module.js';
import { makeFilesOwnerOnly } from '../database/owner-only.js';

// npm run audit -- verify [--anchors FILE] | export [--since TIME] [--until TIME]
try {
  const features = await allFeatures();
  const settings = readSettings(process.env, { parts: features.settings, ownSecrets: madeSessionSecret });
  makeFilesOwnerOnly(settings);
  const context = await NestFactory.createApplicationContext(AuditConsoleModule.with(settings, features), {
    abortOnError: false,
    logger: new Logger(settings),
  });
  try {
    process.exitCode = await context.get(AuditCommands).run(process.argv.slice(2));
  } finally {
    await context.close();
  }
} catch (error) {
  reportStartFailure(error);
  // 1 says that the log is not what was sealed; nobody shall be called for an address or a file that is wrong.
  // What had begun before it failed would keep the process alive.
  process.exit(2);
}
