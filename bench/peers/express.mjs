// (a) The usual hand-written application, as the documentation of Express, express-session, connect-redis, Passport and
// node-postgres shows each of them, and nothing else: no access log, no security headers, the page a template string.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import bcrypt from 'bcrypt';
import { RedisStore } from 'connect-redis';
import escapeHtml from 'escape-html';
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import pg from 'pg';
import { createClient } from 'redis';

const { DATABASE_URL, FILES, PORT, REDIS_URL } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL });
const client = await createClient({ url: REDIS_URL }).connect();

const byId = (id) =>
  pool.query({ name: 'by-id', text: 'SELECT id, username, email, created_at FROM users WHERE id = $1', values: [id] });
const byName = (username) => pool.query('SELECT * FROM users WHERE username = $1', [username]);

const authenticate = async (username, password) => {
  const user = (await byName(username)).rows[0];
  return user && (await bcrypt.compare(password, user.password_hash)) ? user : false;
};
passport.use(
  new LocalStrategy((username, password, done) => void authenticate(username, password).then((user) => done(null, user), done)),
);
passport.serializeUser((user, done) => done(null, user.id));
passport.deserializeUser((id, done) => {
  byId(id).then(
    ({ rows }) => done(null, rows[0] ?? false),
    (error) => done(error),
  );
});

const template = readFileSync(join(FILES, 'dashboard.html'), 'utf8').split('{{username}}');
const front = readFileSync(join(FILES, 'front.html'), 'utf8');

const app = express();
app.use(express.static(join(FILES, 'public'), { maxAge: '1y', immutable: true }));
app.get('/health', (req, res) => res.json({ status: 'ok' }));
app.use(express.urlencoded({ extended: false }));
app.use(
  session({
    store: new RedisStore({ client }),
    secret: 'the session secret of a benchmark',
    resave: false,
    saveUninitialized: false,
  }),
);
app.use(passport.session());

const signedIn = (req, res, next) => (req.isAuthenticated() ? next() : res.redirect('/login'));
app.get('/', (req, res) => res.send(front));
app.post('/login', passport.authenticate('local'), (req, res) => res.redirect('/dashboard'));
app.get('/dashboard', signedIn, (req, res) => res.send(template.join(escapeHtml(req.user.username))));
app.get('/profile', signedIn, (req, res) => res.json({ user: req.user }));
app.get('/auth/verify', signedIn, (req, res) => {
  res.set({ 'X-Auth-User-Id': String(req.user.id), 'X-Auth-Username': req.user.username, 'X-Auth-Email': req.user.email });
  res.status(204).end();
});
app.listen(Number(PORT), '127.0.0.1');
