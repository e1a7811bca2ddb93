import type { RolePermissions } from '../../../src/features/role-catalogue.js';

declare module '../../../src/features/role-catalogue.js' {
  interface RoleCatalogue {
    auditor: true;
    editor: true;
    clerk: true;
  }
  interface PermissionCatalogue {
    'reports.read': true;
    'reports.write': true;
  }
}

/** What each role may do with reports. */
export const reportsRoles: RolePermissions = {
  auditor: ['reports.read'],
  editor: ['reports.read', 'reports.write'],
  clerk: [],
};
