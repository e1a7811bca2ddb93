import { EntityManager } from '@mikro-orm/core';
import type { APIRequestContext } from 'playwright-core';
import { giveRoles, type Product } from '../support/product.js';
import { logIn, type Person, register, someone } from '../support/visitor.js';
import type { Scene } from './scenes.js';

/** A page of the administration in one of its states; its path is made for the account on which everything is done. */
interface AdminScene extends Omit<Scene, 'path'> {
  readonly path: (id: string) => string;
}

const of = (rest: string) => (id: string) => `/admin/users/${id}${rest}`;
const at = (path: string) => () => path;

/** Every page of the administration. A new one is a line here: it is judged on both screens, in all colours. */
export const ADMIN_SCENES: readonly AdminScene[] = [
  { name: 'admin', path: at('/admin') },
  { name: 'admin-users', path: at('/admin/users') },
  { name: 'admin-users-filtered', path: at('/admin/users?q=tour&state=disabled&sort=username') },
  { name: 'admin-users-nobody', path: at('/admin/users?q=nobody.like.that') },
  { name: 'admin-user', path: of('') },
  { name: 'admin-disable', path: of('/disable') },
  { name: 'admin-disable-errors', path: of('/disable'), sends: { reason: '' } },
  { name: 'admin-enable', path: of('/enable') },
  { name: 'admin-sign-out', path: of('/sign-out') },
  { name: 'admin-send-reset', path: of('/send-reset') },
  { name: 'admin-reset-second-factor', path: of('/reset-second-factor') },
  { name: 'admin-grant', path: of('/grant') },
  { name: 'admin-grant-errors', path: of('/grant'), sends: { reason: 'x'.repeat(501) } },
  { name: 'admin-revoke', path: of('/revoke') },
  { name: 'admin-impersonate', path: of('/impersonate') },
  { name: 'admin-delete', path: of('/delete') },
  { name: 'admin-events', path: at('/admin/events') },
  { name: 'admin-events-errors', path: at('/admin/events?address=nowhere&from=never') },
  { name: 'admin-revocations', path: at('/admin/revocations') },
];

/** Names and addresses as long as they may be: where there is too little room, it is for these. */
const LONG = {
  ...someone(),
  username: 'Rita.Nightingale_20',
  email: `rita.${'nightingale.'.repeat(4)}n@${'long.'.repeat(8)}example.org`,
};

/** Two who administer the site, and whom it is about. */
export interface Site {
  readonly admin: Person;
  readonly other: Person;
  readonly person: Person & { readonly id: string };
}

/** Makes a site of some 130 accounts, of all kinds, with something in the history of the one that everything is done to. */
export async function populate(product: Product): Promise<Site> {
  const [admin, other] = [someone(), someone()];
  for (const one of [admin, other]) {
    await register(product.visitor(), one);
    await giveRoles(product, one, 'admin');
  }
  const { json } = await register(product.visitor(), LONG);
  const id = json['user'].id as string;
  await logIn(product.visitor(), LONG);
  await logIn(product.visitor(), { ...LONG, password: 'not the password' });
  const connection = product.app.get(EntityManager).fork().getConnection();
  await connection.execute(`insert into users
      (id, username, username_key, email, password_hash, hash_tag, security_stamp, version, created_at, active, delete_at, email_verified_at, last_seen_at, display_name)
    select gen_random_uuid(), 'Tour' || n, 'tour' || n, 'tour' || n || '@example.org', '', 'tour' || n, '', 1,
      now() - n * interval '1 hour', n % 7 > 0, case when n % 11 = 0 then now() + interval '7 days' end,
      case when n % 3 > 0 then now() end, case when n % 5 = 0 then timestamptz '1970-01-01' else now() - n * interval '1 day' end,
      case when n % 4 = 0 then 'Somebody Whose Name Is Long, the ' || n || 'th of them' else '' end
    from generate_series(100, 225) n`);
  await connection.execute(
    `update users set display_name = 'Dr. Rita Nightingale', email_verified_at = now() where id = '${id}'`,
  );
  await connection.execute(
    `insert into totp_secrets (user_id, sealed_secret, last_step, created_at, last_used_at) values ('${id}', '', 0, now(), now())`,
  );
  return { admin, other, person: { ...LONG, id } };
}

/** Signs this browser in by the login form. */
export async function signInAs(request: APIRequestContext, product: Product, { username, password }: Person): Promise<void> {
  await request.post(`${product.url}/login`, { form: { identifier: username, password } });
}
