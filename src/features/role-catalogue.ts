/** Whoever has this role runs the site. The last active account that has it keeps it (users/last-admin.ts). */
export const ADMIN = 'admin';

/** The product itself asks for these permissions; the role `admin` has them all. */
export const PRODUCT_PERMISSIONS = [
  'users.read',
  'users.disable',
  'users.sign-out',
  'users.send-reset',
  'users.reset-second-factor',
  'users.roles',
  'users.delete',
  'users.impersonate',
  'events.read',
  'sessions.revoke',
] as const;

/**
 * A module adds names with `@Feature({ roles: { editor: ['articles.edit'] } })` and `declare module
 * '../features/role-catalogue.js' { interface RoleCatalogue { editor: true } }`.
 */
export interface RoleCatalogue {
  admin: true;
}

/** A module adds names as in {@link RoleCatalogue}: `interface PermissionCatalogue { 'articles.edit': true }`. */
export interface PermissionCatalogue extends Record<(typeof PRODUCT_PERMISSIONS)[number], true> {}

export type RoleName = keyof RoleCatalogue;

export type Permission = keyof PermissionCatalogue;

/** These are roles with the permissions that each gives. */
export type RolePermissions = Readonly<Partial<Record<RoleName, readonly Permission[]>>>;
