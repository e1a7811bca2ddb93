import type { Settings } from '../../config/settings.js';

/** Returns the origins that are this site's: PUBLIC_URL's, and in development those by which one reaches one's own machine. */
export function ownOrigins({ publicUrl, production, port }: Pick<Settings, 'publicUrl' | 'production' | 'port'>): Set<string> {
  const local = production ? [] : ['localhost', '127.0.0.1', '[::1]'].map((host) => new URL(`http://${host}:${port}`).origin);
  return new Set([publicUrl.origin, ...local]);
}
