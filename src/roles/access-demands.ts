import type { Permission, RoleName } from '../features/role-catalogue.js';

/** Handlers, controllers and modules say by this key what they demand: roles.decorators.ts writes it. */
const DEMANDS = Symbol('what a person must be or be allowed');

/** Whoever comes in must have one of these roles, or all of these permissions. */
export type Demand = { readonly oneOf: readonly RoleName[] } | { readonly allOf: readonly Permission[] };

/** Adds a demand. What was said before stays: of two decorators in a row both count. */
export function demand(target: object, added: Demand): void {
  Reflect.defineMetadata(DEMANDS, [...demandsOf(target), added], target);
}

/** Returns what this handler, controller or module demands; a controller also what the class demands that it extends. */
export function demandsOf(target: object): readonly Demand[] {
  return (Reflect.getMetadata(DEMANDS, target) as readonly Demand[] | undefined) ?? [];
}
