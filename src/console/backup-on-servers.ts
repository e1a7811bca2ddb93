/** Tells what to do where PostgreSQL is a server: its own tools know better than we do. */
export const POSTGRESQL = `PostgreSQL is a server of yours (DATABASE_URL): its own tools make the backup, while everything runs. As the role that owns the tables:

  pg_dump --format=custom --file=gatehouse.dump "$DATABASE_URL"

and back, with all instances stopped. What waits to be mailed lies in partitions, which pg_restore does not clear away by itself:

  psql --quiet --command='set client_min_messages = warning' --command='drop schema if exists public_outbox cascade' "$DATABASE_URL"
  pg_restore --clean --if-exists --no-owner --single-transaction --dbname="$DATABASE_URL" gatehouse.dump
`;

/** Tells what to do where Redis is a server. */
export const REDIS = `Redis is a server of yours (REDIS_URL) and needs no backup: it holds sessions, counts of tries and caches. Without it people log in again,
or are remembered, and nothing else is lost. After you have put back an older database, empty it:

  redis-cli -u "$REDIS_URL" FLUSHDB
`;
