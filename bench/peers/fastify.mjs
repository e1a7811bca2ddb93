// (b) The same on Fastify, after the documentation of @fastify/session (with connect-redis) and @fastify/passport.
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import { Authenticator } from '@fastify/passport';
import fastifySession from '@fastify/session';
import bcrypt from 'bcrypt';
import { RedisStore } from 'connect-redis';
import escapeHtml from 'escape-html';
import Fastify from 'fastify';
import { Strategy as LocalStrategy } from 'passport-local';
import pg from 'pg';
import { createClient } from 'redis';

// HEADERS is a file of the headers that the front page and the probe have besides Fastify's own.
const { DATABASE_URL, FILES, HEADERS, PORT, REDIS_URL } = process.env;
const { front: frontHeaders = {}, probe: probeHeaders = {} } = HEADERS ? JSON.parse(readFileSync(HEADERS, 'utf8')) : {};
const pool = new pg.Pool({ connectionString: DATABASE_URL });
const client = await createClient({ url: REDIS_URL }).connect();
const template = readFileSync(join(FILES, 'dashboard.html'), 'utf8').split('{{username}}');
const front = readFileSync(join(FILES, 'front.html'), 'utf8');

const app = Fastify();
app.get('/health', async (request, reply) => {
  reply.headers(probeHeaders);
  return { status: 'ok' };
});
await app.register(formbody);
await app.register(fastifyCookie);
await app.register(fastifySession, {
  store: new RedisStore({ client }),
  secret: 'the session secret of a benchmark',
  saveUninitialized: false,
  cookie: { secure: false },
});

const passport = new Authenticator();
await app.register(passport.initialize());
await app.register(passport.secureSession());
passport.use(
  'local',
  new LocalStrategy((username, password, done) => {
    const check = async () => {
      const { rows } = await pool.query('SELECT * FROM users WHERE username = $1', [username]);
      return rows[0] && (await bcrypt.compare(password, rows[0].password_hash)) ? rows[0] : false;
    };
    check().then((user) => done(null, user), done);
  }),
);
passport.registerUserSerializer(async (user) => user.id);
passport.registerUserDeserializer(async (id) => {
  const text = 'SELECT id, username, email, created_at FROM users WHERE id = $1';
  return (await pool.query({ name: 'by-id', text, values: [id] })).rows[0] ?? null;
});

const signedIn = async (request, reply) => {
  if (!request.isAuthenticated()) return reply.redirect('/login');
};
app.get('/', async (request, reply) => reply.headers(frontHeaders).type('text/html').send(front));
app.post('/login', { preValidation: passport.authenticate('local') }, async (request, reply) => reply.redirect('/dashboard'));
app.get('/dashboard', { preHandler: signedIn }, async (request, reply) =>
  reply.type('text/html').send(template.join(escapeHtml(request.user.username))),
);
app.get('/profile', { preHandler: signedIn }, async (request) => ({ user: request.user }));
app.get('/style.css', (request, reply) => {
  reply.header('Cache-Control', 'public, max-age=31536000, immutable');
  return reply.type('text/css').send(createReadStream(join(FILES, 'public/style.css')));
});
await app.listen({ port: Number(PORT), host: '127.0.0.1' });
