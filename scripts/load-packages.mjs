// What of the packages takes longest to load is the same in every build, so a start that has to build first loads it
// meanwhile (see docs/decisions/0052-a-small-embedded-default.md).

/** Every start loads these, and what they load; the rest takes a few milliseconds. */
export const PACKAGES = [
  '@nestjs/core',
  '@nestjs/platform-express',
  '@nestjs/passport',
  '@nestjs/event-emitter',
  '@mikro-orm/core',
  '@mikro-orm/migrations',
  '@simplewebauthn/server/helpers',
  'bcrypt',
  'ioredis',
  'pino',
];

/** Loads them into this process. One that cannot be loaded is told by the start, which needs it. */
export async function loadPackages() {
  const driver = process.env.DATABASE_URL ? '@mikro-orm/postgresql' : '@mikro-orm/pglite';
  for (const name of [...PACKAGES, driver]) await import(name).catch(() => undefined);
}
