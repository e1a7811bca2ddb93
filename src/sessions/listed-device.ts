import { hashOf } from './remember-me/remember-cookie.js';
import type { Series } from './remember-me/series.entity.js';
import type { LiveSession } from './record/session-index.js';

/** This is a live session, or a remembered device without one, as its owner sees it. Times are ISO 8601. */
export interface ListedDevice {
  /** This is a hash and no value of any cookie. */
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly remembered: boolean;
  /** This is true where an administrator acts as the person; what is known of their device and address is their own. */
  readonly impersonated?: true;
}

export function listedSession({ hash, record }: LiveSession, currentHash: string): ListedDevice {
  return {
    id: hash,
    current: hash === currentHash,
    createdAt: iso(record.signedInAt),
    lastSeenAt: iso(record.lastSeenAt),
    ...(record.impersonation === undefined
      ? { ip: record.address, userAgent: record.userAgent }
      : { ip: '', userAgent: '', impersonated: true as const }),
    remembered: record.series !== null,
  };
}

/** Describes a remembered browser that has no session at the moment, by its last use. */
export function listedSeries(series: Series): ListedDevice {
  return {
    id: hashOf(series.selector),
    current: false,
    createdAt: series.createdAt.toISOString(),
    lastSeenAt: series.lastUsedAt.toISOString(),
    ip: series.address,
    userAgent: series.userAgent,
    remembered: true,
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
