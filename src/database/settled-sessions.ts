import type { Client, Pool } from 'pg';

/**
 * These fix how the driver writes dates and reads quotes, whatever the role or the database has set: a DateStyle
 * other than ISO makes every date invalid. Poolers know these three and keep them for each client; they refuse
 * options.
 */
const SETTLED = { DateStyle: 'ISO', TimeZone: 'UTC', standard_conforming_strings: 'on' };

interface StartingClient extends Client {
  getStartupConf(): Record<string, string>;
}

/** Makes the connections of a pool begin with the settings that the driver relies on, in the message that opens them. */
export function settleSessions(pool: Pool): void {
  const open = pool as Pool & { Client: new (...options: unknown[]) => StartingClient };
  open.Client = class extends open.Client {
    override getStartupConf(): Record<string, string> {
      return { ...super.getStartupConf(), ...SETTLED };
    }
  };
}
