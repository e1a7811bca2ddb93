import type { LogLevel } from './log-level.js';
import type { SettingsParts } from './settings-parts.js';

export type { SettingsPart } from './settings-parts.js';

/** Which peers may set `X-Forwarded-*`: a number of hops, or a list of addresses and networks. */
export type TrustedProxies = number | readonly string[];

/** How a trusted proxy tells the scheme that its clients use. */
export const FORWARDED_PROTOS = ['header', 'https'] as const;

export type ForwardedProto = (typeof FORWARDED_PROTOS)[number];

/** As Flask-Login means them: nothing, take the proof away, sign out. */
export const SESSION_PROTECTIONS = ['off', 'basic', 'strong'] as const;

export type SessionProtection = (typeof SESSION_PROTECTIONS)[number];

/** At most `count` in `period` milliseconds. */
export interface Limit {
  readonly count: number;
  readonly period: number;
}

/** How many windows one throttle may have. */
export const MOST_LIMITS = 4;

/** What the process was told by its environment: read once, checked, typed. Durations are milliseconds. */
export interface Settings {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly listenSocket: string | undefined;
  readonly publicUrl: URL;
  readonly trustProxy: TrustedProxies | undefined;
  /** `https`: every request of a trusted proxy came by TLS; `header`: X-Forwarded-Proto says it. */
  readonly forwardedProto: ForwardedProto;
  /** How long an idle connection is kept. */
  readonly keepAliveTimeout: number;
  /** Undefined: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly migrationDatabaseUrl: string | undefined;
  readonly databaseCa: string | undefined;
  /** Connections to PostgreSQL that this instance opens at most. */
  readonly databasePool: number;
  readonly migrateOnStart: boolean;
  /** Undefined: sessions are kept by this process, in `dataDir`. */
  readonly redisUrl: string | undefined;
  readonly redisCa: string | undefined;
  readonly dataDir: string;
  /** The first signs, all verify. */
  readonly sessionSecrets: readonly string[];
  /** The first makes new hashes, all verify. */
  readonly passwordPeppers: readonly string[];
  readonly passwordMinLength: number;
  readonly bcryptCost: number;
  readonly hashWorkers: number;
  readonly hashQueue: number;
  readonly hashNice: number;
  readonly sessionIdleTimeout: number;
  readonly sessionAbsoluteTimeout: number;
  /** A cap on live sessions of one account. */
  readonly sessionsPerUser: number;
  readonly sessionProtection: SessionProtection;
  /** Compare networks (/24 and /48) rather than addresses. */
  readonly sessionProtectionNetwork: boolean;
  /** How long a proof counts as fresh. */
  readonly freshLoginFor: number;
  readonly afterLoginPath: string;
  /** Wrong passwords of strangers per account, and of each device of an account's own; empty: not limited. */
  readonly throttleAccount: readonly Limit[];
  /** Wrong passwords per client address; empty: not limited. */
  readonly throttleAddress: readonly Limit[];
  /** Right passwords per account; empty: not limited. */
  readonly throttleLogin: readonly Limit[];
  /** Sign-ups per client address; empty: not limited. */
  readonly throttleRegister: readonly Limit[];
  /** How long `/health/serving` says no before the listener closes. */
  readonly shutdownDrain: number;
  /** The hard end of a shutdown, counted from the signal. */
  readonly shutdownTimeout: number;
  /** Undefined: no metrics are served. */
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  /** `host` or `host:port`: other hosts that people may be sent back to. */
  readonly allowedReturnHosts: readonly string[];
  /** The domain that session and remember-me cookies carry; undefined: this host only. */
  readonly cookieDomain: string | undefined;
  readonly identityHeaderSecret: string | undefined;
  /** An address for security reports, such as `mailto:security@example.org`. */
  readonly securityContact: string | undefined;
  /** In front of every cookie's name, for several products on one host. */
  readonly cookieNamePrefix: string;
  readonly logLevel: LogLevel;
  /** What modules read for themselves. */
  readonly parts: SettingsParts;
}

/** The injection token of {@link Settings}. */
export const SETTINGS = Symbol('Settings');

/** True when visitors use HTTPS; decides `Secure`, the `__Host-` prefix and HSTS. */
export function isHttps(settings: Pick<Settings, 'publicUrl'>): boolean {
  return settings.publicUrl.protocol === 'https:';
}

/** True when this process keeps its own files and therefore needs `dataDir` for itself. */
export function isEmbedded(settings: Pick<Settings, 'databaseUrl' | 'redisUrl'>): boolean {
  return settings.databaseUrl === undefined || settings.redisUrl === undefined;
}
