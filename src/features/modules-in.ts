import type { DynamicModule, ForwardReference, ModuleMetadata, Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';

/** Nest takes these in the `imports` of a module. */
export type ModuleImport = NonNullable<ModuleMetadata['imports']>[number];

/** Returns the classes of these modules and of all that they import, each once, those that import before those imported. */
export async function modulesIn(imports: readonly ModuleImport[]): Promise<Type[]> {
  const found = new Set<Type>();
  const visited = new Set<unknown>();
  const visit = async (given: ModuleImport): Promise<void> => {
    const { module, more } = unwrapped(await given);
    if (module === undefined || visited.has(given)) return;
    visited.add(given);
    found.add(module);
    const declared: unknown = Reflect.getMetadata(MODULE_METADATA.IMPORTS, module);
    for (const next of [...(Array.isArray(declared) ? (declared as ModuleImport[]) : []), ...more]) await visit(next);
  };
  for (const given of imports) await visit(given);
  return [...found];
}

/**
 * Unwraps what Nest accepts. Two files that import each other leave `undefined` in a list of imports; Nest's own
 * message tells of it.
 */
function unwrapped(given: Type | DynamicModule | ForwardReference | undefined): { module?: Type; more: ModuleImport[] } {
  if (typeof given === 'function') return { module: given, more: [] };
  if (given === undefined) return { more: [] };
  if ('forwardRef' in given) return unwrapped((given as ForwardReference<() => Type>).forwardRef());
  return { module: given.module, more: given.imports ?? [] };
}
