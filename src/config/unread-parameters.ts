/** These are parameters of libpq and of other drivers, each with what this product has in its place. */
const REMEDIES: Readonly<Record<string, string>> = {
  pgbouncer: 'take it away: poolers need no word here',
  prepared_statements: 'take it away: poolers need no word here',
  connection_limit: 'set DATABASE_POOL instead',
  pool_size: 'set DATABASE_POOL instead',
  pool: 'set DATABASE_POOL instead',
  pool_timeout: 'take it away',
  max_connections: 'set DATABASE_POOL instead',
  currentSchema: 'say schema= instead',
  search_path: 'say schema= instead',
  target_session_attrs: 'name the host of the primary server',
  dbname: 'write the database after the host: /database',
  charset: 'take it away: this product speaks UTF-8',
  encoding: 'take it away: this product speaks UTF-8',
  sslaccept: 'say sslmode=verify-full or disable',
  database: 'say db= instead',
  master: 'write the name of the group after the hosts: redis+sentinel://h1,h2,h3/name',
  service_name: 'write the name of the group after the hosts: redis+sentinel://h1,h2,h3/name',
  tls: 'begin the address with rediss:// instead',
  ssl_cert_reqs: 'take it away: certificates are verified, and REDIS_CA_FILE names an authority of your own',
  ssl_ca_certs: 'set REDIS_CA_FILE instead',
};

/** These parameters of libpq and of its drivers would change how TLS is spoken, if we took them. */
const OTHER_TLS_PARAMETERS = /^(ssl.*|uselibpqcompat|requiressl)$/;

const OF_POSTGRESQL = 'must say of TLS only sslmode=verify-full or disable; DATABASE_CA_FILE names an authority of your own';

/**
 * Throws when the address has a parameter that is not among those read, because nobody shall believe in a parameter
 * that does nothing. The message repeats only names that other programs know; any other may be part of a password
 * with a question mark.
 */
export function refuseUnread(parameters: ReadonlyMap<string, string>, read: readonly string[]): void {
  const unread = [...parameters.keys()].filter((name) => !read.includes(name));
  if (unread.length === 0) return;
  const known = unread.find((name) => Object.hasOwn(REMEDIES, name));
  if (known !== undefined) throw new Error(`has the parameter ${known}, which is not read: ${REMEDIES[known]}`);
  if (read.includes('sslmode') && unread.some((name) => OTHER_TLS_PARAMETERS.test(name))) throw new Error(OF_POSTGRESQL);
  throw new Error(`has a parameter that is not read; read are ${read.join(', ')} (write %3F for a ? in a password)`);
}
