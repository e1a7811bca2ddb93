import { ROOMS } from './app.module.js';
import { Features } from './features/features.js';
import { TeamModule } from './team/team.module.js';

/** Gathers what the product's modules and the team's bring, for the start and for commands that start nothing. */
export function allFeatures(): Promise<Features> {
  return Features.of([...ROOMS, TeamModule]);
}
