import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { certificates, refuseUnusedAuthorities } from './authorities.js';
import { Environment, type RawEnvironment } from './environment.js';
import { LOG_LEVELS } from './log-level.js';
import { DEFAULT_MODE, MODES } from './modes.js';
import { contact, hostName, hosts, isTrustworthy, origins } from './hosts.js';
import {
  duration,
  durationOrNone,
  limits,
  namePrefix,
  oneOf,
  origin,
  path,
  port,
  socketPath,
  timerDuration,
  trueOrFalse,
  trustedProxies,
  wholeNumber,
} from './parsers.js';
import { type Need, NEEDED_TO_SERVE, requireForProduction } from './production-needs.js';
import { DEFAULT_PEPPER, keptSessionSecret, longSecret, passwordPeppers, sessionSecrets } from './secrets.js';
import { SettingsError } from './setting-error.js';
import { FORWARDED_PROTOS, isHttps, SESSION_PROTECTIONS, type Settings } from './settings.js';
import { type SettingsPart, SettingsParts } from './settings-parts.js';
import { databaseAddress, redisUrl } from './store-addresses.js';

/** At cost 12 the last of so many waits four seconds. */
const HASH_QUEUE_OF_A_WORKER = 16;

export interface ReadOptions {
  /** Modules read these parts for themselves; they are checked in one go with the rest. */
  readonly parts?: readonly SettingsPart[];
  /**
   * Finds a session secret where none is given, which production does not allow; a server makes one and keeps it in
   * `DATA_DIR`.
   */
  readonly ownSecrets?: (dataDir: string) => string[];
  /** Production must be given these. */
  readonly needs?: readonly Need[];
}

/** Reads all settings at once. Throws one {@link SettingsError} that names every variable at fault with its rule and remedy. */
export function readSettings(
  raw: RawEnvironment,
  { parts = [], ownSecrets = keptSessionSecret, needs = NEEDED_TO_SERVE }: ReadOptions = {},
): Settings {
  const env = new Environment(raw);
  const mode = env.read<(typeof MODES)[number]>('NODE_ENV', DEFAULT_MODE, oneOf(MODES));
  const production = mode === 'production';
  const listenPort = env.read('PORT', 3000, port);
  const databaseUrl = env.secret<string | undefined>('DATABASE_URL', undefined, databaseAddress);
  const dataDir = resolve(env.read('DATA_DIR', './data', (text) => text));
  const hashWorkers = env.read('HASH_WORKERS', Math.max(1, Math.floor(availableParallelism() / 2)), wholeNumber(1, 64));
  const settings = {
    production,
    development: mode === 'development',
    host: env.read('HOST', production ? '0.0.0.0' : '127.0.0.1', (text) => text),
    port: listenPort,
    listenSocket: env.read<string | undefined>('LISTEN_SOCKET', undefined, socketPath),
    publicUrl: env.read('PUBLIC_URL', new URL(`http://localhost:${listenPort}`), origin),
    trustProxy: env.read<Settings['trustProxy']>('TRUST_PROXY', undefined, trustedProxies),
    forwardedProto: env.read('FORWARDED_PROTO', 'header', oneOf(FORWARDED_PROTOS)),
    keepAliveTimeout: env.read('KEEP_ALIVE_TIMEOUT', duration('75s'), timerDuration),
    databaseUrl,
    migrationDatabaseUrl: env.secret('MIGRATION_DATABASE_URL', databaseUrl, databaseAddress),
    databasePool: env.read('DATABASE_POOL', 10, wholeNumber(1, 1_000)),
    databaseCa: env.fileNamedBy('DATABASE_CA_FILE', certificates),
    migrateOnStart: env.read('MIGRATE_ON_START', databaseUrl === undefined, trueOrFalse),
    redisUrl: env.secret<string | undefined>('REDIS_URL', undefined, redisUrl),
    redisCa: env.fileNamedBy('REDIS_CA_FILE', certificates),
    dataDir,
    sessionSecrets: env.secret<string[]>('SESSION_SECRET', [], sessionSecrets),
    passwordPeppers: env.secret('PASSWORD_PEPPER', [DEFAULT_PEPPER], passwordPeppers),
    passwordMinLength: env.read('PASSWORD_MIN_LENGTH', 8, wholeNumber(8, 128)),
    bcryptCost: env.read('BCRYPT_COST', 12, wholeNumber(production ? 10 : 4, 15)),
    hashWorkers,
    hashQueue: env.read('HASH_QUEUE', HASH_QUEUE_OF_A_WORKER * hashWorkers, wholeNumber(1, 10_000)),
    hashNice: env.read('HASH_NICE', 10, wholeNumber(0, 19)),
    sessionIdleTimeout: env.read('SESSION_IDLE_TIMEOUT', duration('30m'), duration),
    sessionAbsoluteTimeout: env.read('SESSION_ABSOLUTE_TIMEOUT', duration('24h'), duration),
    sessionsPerUser: env.read('SESSIONS_PER_USER', 100, wholeNumber(1, 10_000)),
    sessionProtection: env.read('SESSION_PROTECTION', 'basic', oneOf(SESSION_PROTECTIONS)),
    sessionProtectionNetwork: env.read('SESSION_PROTECTION_NETWORK', false, trueOrFalse),
    freshLoginFor: env.read('FRESH_LOGIN_FOR', duration('15m'), duration),
    afterLoginPath: env.read('AFTER_LOGIN_PATH', '/dashboard', path),
    throttleAccount: env.read('THROTTLE_ACCOUNT', limits('10/15m,100/24h'), limits),
    throttleAddress: env.read('THROTTLE_ADDRESS', limits('100/15m'), limits),
    throttleLogin: env.read('THROTTLE_LOGIN', limits('60/15m'), limits),
    throttleRegister: env.read('THROTTLE_REGISTER', limits('20/1h'), limits),
    shutdownDrain: env.read('SHUTDOWN_DRAIN', duration('1s'), durationOrNone),
    shutdownTimeout: env.read('SHUTDOWN_TIMEOUT', duration('10s'), timerDuration),
    metricsPort: env.read<number | undefined>('METRICS_PORT', undefined, port),
    metricsHost: env.read('METRICS_HOST', '127.0.0.1', (text) => text),
    allowedReturnHosts: env.read<string[]>('ALLOWED_RETURN_HOSTS', [], hosts),
    allowedOrigins: env.read<string[]>('ALLOWED_ORIGINS', [], origins),
    cookieDomain: env.read<string | undefined>('COOKIE_DOMAIN', undefined, hostName),
    identityHeaderSecret: env.secret<string | undefined>('IDENTITY_HEADER_SECRET', undefined, longSecret),
    securityContact: env.read<string | undefined>('SECURITY_CONTACT', undefined, contact),
    cookieNamePrefix: env.read('COOKIE_NAME_PREFIX', '', namePrefix),
    logLevel: env.read('LOG_LEVEL', 'info', oneOf(LOG_LEVELS)),
    parts: new SettingsParts(raw),
  } satisfies Settings;

  if (settings.listenSocket !== undefined && settings.trustProxy === undefined) {
    env.refuse('LISTEN_SOCKET', 'needs TRUST_PROXY (for example 1): the peer of a Unix socket is always a proxy');
  }
  if (settings.metricsPort === listenPort && listenPort !== 0) {
    env.refuse('METRICS_PORT', 'must differ from PORT: metrics are not for visitors');
  }
  if (settings.forwardedProto === 'https' && settings.trustProxy === undefined) {
    env.refuse('FORWARDED_PROTO', 'says https of trusted proxies, and none is: set TRUST_PROXY');
  }
  if (settings.shutdownDrain >= settings.shutdownTimeout) {
    env.refuse('SHUTDOWN_DRAIN', 'must be shorter than SHUTDOWN_TIMEOUT, which is the hard end');
  }
  if (settings.cookieDomain !== undefined && !isWithin(settings.publicUrl.hostname, settings.cookieDomain)) {
    env.refuse('COOKIE_DOMAIN', "must be PUBLIC_URL's host or a domain above it: browsers refuse cookies of others");
  }
  if (isHttps(settings) && !settings.allowedOrigins.every(isTrustworthy)) {
    env.refuse(
      'ALLOWED_ORIGINS',
      'must be https origins when PUBLIC_URL is https: whoever is on the way could write the pages of others',
    );
  }
  refuseUnusedAuthorities(env, settings);
  if (production) requireForProduction(env, raw, needs);
  const problems = [...env.problems, ...settings.parts.read(parts)];
  if (problems.length > 0) throw new SettingsError(problems);
  if (settings.sessionSecrets.length === 0) settings.sessionSecrets = ownSecrets(dataDir);
  return settings;
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
