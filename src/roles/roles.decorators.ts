import type { Permission, RoleName } from '../features/role-catalogue.js';
import { type Demand, demand } from './access-demands.js';

/**
 * Lets in only people who have one of these roles, on a handler, a controller or a module (for its own controllers).
 * Whoever is not signed in is asked to log in; others get a 403 `forbidden`. Where several places say something, all of
 * it must hold: a handler can narrow what its controller says, never widen it.
 */
export function Roles(first: RoleName, ...more: RoleName[]): ClassDecorator & MethodDecorator {
  return saying({ oneOf: [first, ...more] });
}

/** Lets in only people whose roles give all of these permissions, in the places and with the answers of {@link Roles}. */
export function Can(first: Permission, ...more: Permission[]): ClassDecorator & MethodDecorator {
  return saying({ allOf: [first, ...more] });
}

function saying(added: Demand): ClassDecorator & MethodDecorator {
  return (target: object, _name?: unknown, descriptor?: PropertyDescriptor): void => {
    demand((descriptor?.value as object | undefined) ?? target, added);
  };
}
