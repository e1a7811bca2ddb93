import type { DynamicModule, ForwardReference, ModuleMetadata, Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';

/** Nest takes these in the `imports` of a module. */
export type ModuleImport = NonNullable<ModuleMetadata['imports']>[number];

/** These are modules and the controllers of all of them. */
export interface FoundModules {
  readonly modules: readonly Type[];
  readonly controllers: readonly Type[];
}

/** Returns the classes of these modules and of all that they import, each once, those that import before those imported. */
export async function modulesIn(imports: readonly ModuleImport[]): Promise<FoundModules> {
  const [modules, controllers] = [new Set<Type>(), new Set<Type>()];
  const visited = new Set<unknown>();
  const visit = async (given: ModuleImport): Promise<void> => {
    const { module, more, added } = unwrapped(await given);
    if (module === undefined || visited.has(given)) return;
    visited.add(given);
    modules.add(module);
    for (const controller of [...declared<Type>(MODULE_METADATA.CONTROLLERS, module), ...added]) controllers.add(controller);
    for (const next of [...declared<ModuleImport>(MODULE_METADATA.IMPORTS, module), ...more]) await visit(next);
  };
  for (const given of imports) await visit(given);
  return { modules: [...modules], controllers: [...controllers] };
}

function declared<Part>(what: string, module: Type): readonly Part[] {
  const parts: unknown = Reflect.getMetadata(what, module);
  return Array.isArray(parts) ? (parts as Part[]) : [];
}

interface Unwrapped {
  readonly module?: Type;
  readonly more: readonly ModuleImport[];
  /** A dynamic module may bring controllers besides those that its class declares. */
  readonly added: readonly Type[];
}

/**
 * Unwraps what Nest accepts. Two files that import each other leave `undefined` in a list of imports; Nest's own
 * message tells of it.
 */
function unwrapped(given: Type | DynamicModule | ForwardReference | undefined): Unwrapped {
  if (typeof given === 'function') return { module: given, more: [], added: [] };
  if (given === undefined) return { more: [], added: [] };
  if ('forwardRef' in given) return unwrapped((given as ForwardReference<() => Type>).forwardRef());
  return { module: given.module, more: given.imports ?? [], added: given.controllers ?? [] };
}
