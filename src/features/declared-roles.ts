import type { RolePermissions } from './role-catalogue.js';

/** A role stands in a header between commas, and in an address; it fits a column of a list. */
const ROLE = /^[a-z][a-z0-9-]{0,31}$/;
const PERMISSION = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/;

/** Holds the roles that modules declare, and what each gives. Several modules may add to one role. */
export class DeclaredRoles {
  private readonly permissions = new Map<string, Set<string>>();

  /** Throws for a name that no header or address could hold. */
  constructor(declared: readonly RolePermissions[]) {
    for (const [role, given] of declared.flatMap((roles) => Object.entries(roles))) {
      if (!ROLE.test(role)) throw new Error(`"${role}" is no role: up to 32 of a-z, 0-9 and -, beginning with a letter`);
      const odd = given.find((permission) => !PERMISSION.test(permission));
      if (odd !== undefined) throw new Error(`"${odd}" is no permission: it is called like "articles.edit"`);
      const known = this.permissions.get(role) ?? new Set<string>();
      this.permissions.set(role, new Set([...known, ...given]));
    }
  }

  /** These are all roles that an account may be given, in the order of their names. */
  get names(): readonly string[] {
    return [...this.permissions.keys()].toSorted();
  }

  isRole(name: string): boolean {
    return this.permissions.has(name);
  }

  /** Tells whether some role gives this permission. */
  isPermission(name: string): boolean {
    return [...this.permissions.values()].some((given) => given.has(name));
  }

  /** Tells whether one of these roles gives the permission. A role that nobody declares (any more) gives nothing. */
  give(roles: readonly string[], permission: string): boolean {
    return roles.some((role) => this.permissions.get(role)?.has(permission) === true);
  }
}
