// (d) Better Auth, as its documentation shows it on Express with PostgreSQL and with Redis as secondary storage. Its rate
// limit is off: the load comes from one address.
import { redisStorage } from '@better-auth/redis-storage';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import express from 'express';
import { Redis } from 'ioredis';
import pg from 'pg';

const { DATABASE_URL, PORT, REDIS_URL } = process.env;
const options = {
  baseURL: `http://127.0.0.1:${PORT}`,
  secret: 'the session secret of a benchmark',
  database: new pg.Pool({ connectionString: DATABASE_URL }),
  secondaryStorage: redisStorage({ client: new Redis(REDIS_URL), keyPrefix: 'better-auth:' }),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
};
const { runMigrations } = await getMigrations(options);
await runMigrations();

const app = express();
app.get('/health', (req, res) => res.json({ status: 'ok' }));
app.all('/api/auth/*splat', toNodeHandler(betterAuth(options)));
app.listen(Number(PORT), '127.0.0.1');
