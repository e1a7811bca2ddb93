import type { LogLevel } from './log-level.js';
import type { SettingsParts } from './settings-parts.js';

export type { SettingsPart } from './settings-parts.js';

/** These peers may set `X-Forwarded-*`: a number of hops, or a list of addresses and networks. */
export type TrustedProxies = number | readonly string[];

/** A trusted proxy tells the scheme of its clients in one of these ways. */
export const FORWARDED_PROTOS = ['header', 'https'] as const;

export type ForwardedProto = (typeof FORWARDED_PROTOS)[number];

/** These modes are Flask-Login's: do nothing, remove the authentications, sign out. */
export const SESSION_PROTECTIONS = ['off', 'basic', 'strong'] as const;

export type SessionProtectionMode = (typeof SESSION_PROTECTIONS)[number];

/** This allows at most `count` in `period` milliseconds. */
export interface Limit {
  readonly count: number;
  readonly period: number;
}

/** One rate limit may have so many windows. */
export const MOST_LIMITS = 4;

/** The environment has told the process these settings: they are read once, checked and typed. Durations are milliseconds. */
export interface Settings {
  readonly production: boolean;
  /** A developer sees here what went wrong; in `test` and `production` nobody does. */
  readonly development: boolean;
  readonly host: string;
  readonly port: number;
  readonly listenSocket: string | undefined;
  readonly publicUrl: URL;
  readonly trustProxy: TrustedProxies | undefined;
  /** `https` means that every request of a trusted proxy came by TLS; `header` means that X-Forwarded-Proto says it. */
  readonly forwardedProto: ForwardedProto;
  /** An idle connection is kept for so long. */
  readonly keepAliveTimeout: number;
  /** This is undefined for the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly migrationDatabaseUrl: string | undefined;
  readonly databaseCa: string | undefined;
  /** This instance opens at most so many connections to PostgreSQL. */
  readonly databasePool: number;
  readonly migrateOnStart: boolean;
  /** This is undefined when this process keeps the sessions, in `dataDir`. */
  readonly redisUrl: string | undefined;
  readonly redisCa: string | undefined;
  readonly dataDir: string;
  /** The first signs, and all verify. */
  readonly sessionSecrets: readonly string[];
  /** The first makes new hashes, and all verify. */
  readonly passwordPeppers: readonly string[];
  readonly passwordMinLength: number;
  readonly bcryptCost: number;
  readonly hashWorkers: number;
  readonly hashQueue: number;
  readonly hashNice: number;
  readonly sessionIdleTimeout: number;
  readonly sessionAbsoluteTimeout: number;
  /** One account has at most so many live sessions. */
  readonly sessionsPerUser: number;
  readonly sessionProtection: SessionProtectionMode;
  /** This compares networks (/24 and /48) rather than addresses. */
  readonly sessionProtectionNetwork: boolean;
  /** An authentication counts as fresh for so long. */
  readonly freshLoginFor: number;
  readonly afterLoginPath: string;
  /** This limits wrong passwords of strangers per account, and of each device of an account's own; empty means no limit. */
  readonly throttleAccount: readonly Limit[];
  /** This limits wrong passwords per client address; empty means no limit. */
  readonly throttleAddress: readonly Limit[];
  /** This limits right passwords per account; empty means no limit. */
  readonly throttleLogin: readonly Limit[];
  /** This limits sign-ups per client address; empty means no limit. */
  readonly throttleRegister: readonly Limit[];
  /** `/health/serving` says no for so long before the listener closes. */
  readonly shutdownDrain: number;
  /** A shutdown is cut off so long after the signal. */
  readonly shutdownTimeout: number;
  /** This is undefined when no metrics are served. */
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  /** People may be sent back to these other hosts (`host` or `host:port`). */
  readonly allowedReturnHosts: readonly string[];
  /** Scripts of pages of these origins may read JSON and send it, with the cookies of whoever is signed in. */
  readonly allowedOrigins: readonly string[];
  /** Session and remember-me cookies carry this domain; undefined means this host only. */
  readonly cookieDomain: string | undefined;
  readonly identityHeaderSecret: string | undefined;
  /** This is an address for security reports, such as `mailto:security@example.org`. */
  readonly securityContact: string | undefined;
  /** Every cookie's name begins with this, for several products on one host. */
  readonly cookieNamePrefix: string;
  readonly logLevel: LogLevel;
  /** Modules read these parts for themselves. */
  readonly parts: SettingsParts;
}

/** This is the injection token of {@link Settings}. */
export const SETTINGS = Symbol('Settings');

/** Returns true when visitors use HTTPS, which decides `Secure`, the `__Host-` prefix and HSTS. */
export function isHttps(settings: Pick<Settings, 'publicUrl'>): boolean {
  return settings.publicUrl.protocol === 'https:';
}

/** Returns true when this process keeps its own files and therefore needs `dataDir` for itself. */
export function isEmbedded(settings: Pick<Settings, 'databaseUrl' | 'redisUrl'>): boolean {
  return settings.databaseUrl === undefined || settings.redisUrl === undefined;
}
