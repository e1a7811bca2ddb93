import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { allFeatures } from '../all-features.js';
import { readSettings } from '../config/read-settings.js';
import type { Settings } from '../config/settings.js';
import { makeFilesOwnerOnly } from '../database/owner-only.js';
import type { Features } from '../features/features.js';
import { Logger } from '../log/logger.js';
import { reportStartFailure } from '../lifecycle/start-failure.js';
import { ConsoleModule } from './console.module.js';
import { deleteAccount } from './delete-account.js';
import { UserCommands } from './user-commands.js';

// npm run user -- list | create <username> <e-mail> [--role <role>] | grant | revoke <username or e-mail> <role> | password | show | disable | enable | logout | delete | send-reset | verify | reset-second-factor | require-new-password <username or e-mail>
try {
  const features = await allFeatures();
  const settings = readSettings(process.env, { parts: features.settings });
  makeFilesOwnerOnly(settings);
  const [command, name = '', ...more] = process.argv.slice(2);
  process.exitCode =
    command === 'delete' && name !== '' && more.length === 0
      ? await deleteAccount(settings, name)
      : await runUserCommand(settings, features);
} catch (error) {
  // The hash thread would keep the process alive.
  process.exit(reportStartFailure(error));
}

async function runUserCommand(settings: Settings, features: Features): Promise<number> {
  const context = await NestFactory.createApplicationContext(ConsoleModule.with(settings, features), {
    abortOnError: false,
    logger: new Logger(settings),
  });
  try {
    return await context.get(UserCommands).run(process.argv.slice(2));
  } finally {
    await context.close();
  }
}
