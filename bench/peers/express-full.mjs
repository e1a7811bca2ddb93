// (a+) As express.mjs, with what Express' "production best practices" and Passport's tutorial add: Helmet, an access log
// by Morgan and EJS views. It does about as much as the product does.
import { join } from 'node:path';
import bcrypt from 'bcrypt';
import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import helmet from 'helmet';
import morgan from 'morgan';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import pg from 'pg';
import { createClient } from 'redis';

const { DATABASE_URL, FILES, PORT, REDIS_URL } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL });
const client = await createClient({ url: REDIS_URL }).connect();

const authenticate = async (username, password) => {
  const user = (await pool.query('SELECT * FROM users WHERE username = $1', [username])).rows[0];
  return user && (await bcrypt.compare(password, user.password_hash)) ? user : false;
};
passport.use(
  new LocalStrategy((username, password, done) => void authenticate(username, password).then((user) => done(null, user), done)),
);
passport.serializeUser((user, done) => done(null, user.id));
passport.deserializeUser((id, done) => {
  pool
    .query({ name: 'by-id', text: 'SELECT id, username, email, created_at FROM users WHERE id = $1', values: [id] })
    .then(({ rows }) => done(null, rows[0] ?? false), done);
});

const app = express();
app.set('view engine', 'ejs');
app.set('views', FILES);
app.use(helmet());
app.use(morgan('combined'));
app.use(express.static(join(FILES, 'public'), { maxAge: '1y', immutable: true }));
app.get('/health', (req, res) => res.json({ status: 'ok' }));
app.use(express.json());
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
app.get('/', (req, res) => res.render('front'));
app.post('/login', passport.authenticate('local'), (req, res) => res.redirect('/dashboard'));
app.get('/dashboard', signedIn, (req, res) => res.render('dashboard', { username: req.user.username }));
app.get('/profile', signedIn, (req, res) => res.json({ user: req.user }));
app.listen(Number(PORT), '127.0.0.1');
