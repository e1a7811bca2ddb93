/** Finds the accounts that have this role. The second condition is that of the index, which has no others. */
export function holdersOfRole(role: string) {
  return { roles: { $contains: [role], $ne: [] as string[] } };
}
