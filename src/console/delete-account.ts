import type { Type } from '@nestjs/common';
import { createApp } from '../app.js';
import type { Settings } from '../config/settings.js';
import { TeamModule } from '../team/team.module.js';
import { AccountRemoval, ErasureFailed } from '../users/removal/account-removal.js';
import { UsersService } from '../users/users.service.js';
import { refusingRoles, tell } from './told.js';

/**
 * Removes an account at once, for an operator, and returns the exit code. Any module may keep something about its
 * person, so the whole application is made, with these modules of the team, but it does not listen.
 */
export async function deleteAccount(settings: Settings, identifier: string, modules: Type[] = [TeamModule]): Promise<number> {
  // The port for metrics belongs to the instance that serves.
  const app = await createApp({ ...settings, metricsPort: undefined }, modules);
  try {
    await app.init();
    const user = await app.get(UsersService).findByIdentifier(identifier);
    if (user === null) return tell('There is no such account.\n', 1);
    return await refusingRoles(async () => {
      await app.get(AccountRemoval).remove(user.id, { reason: 'operator', username: 'reserved' });
      return tell(`${user.username}: deleted\n`, 0);
    });
  } catch (error) {
    if (!(error instanceof ErasureFailed)) throw error;
    return tell('Nothing was deleted: a module could not erase what it keeps. The log says which.\n', 1);
  } finally {
    await app.close();
  }
}
