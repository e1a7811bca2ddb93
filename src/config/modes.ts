import type { RawEnvironment } from './environment.js';

/**
 * The modes are a closed list, because a misspelt `production` would leave cookies, logs and guards as a developer
 * has them.
 */
export const MODES = ['production', 'development', 'test'] as const;

/** The mode of a product that is told none. */
export const DEFAULT_MODE = 'development';

/** Tells whether a developer starts this, also where the settings cannot be read. */
export function isDevelopment(env: RawEnvironment): boolean {
  return (env['NODE_ENV'] || DEFAULT_MODE) === 'development';
}
