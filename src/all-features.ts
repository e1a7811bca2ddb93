import { ROOMS } from './app.module.js';
import { Features } from './features/features.js';

/**
 * Gathers what the product's modules and the team's bring, for the start and for commands that start nothing. Rejects
 * where a file of the team cannot be loaded, so that the caller can tell what helps.
 */
export async function allFeatures(): Promise<Features> {
  const { TeamModule } = await import('./team/team.module.js');
  return Features.of([...ROOMS, TeamModule]);
}
