import type { Repository } from './faults.mjs';

export function readRepository(): Repository;
