import { registerDecorator } from './class-validator.js';
import type { RuleContext } from './rule-list.js';

const LISTS = Symbol('fields that are lists');

interface ListOptions {
  /** This is the code of the message where the list breaks its rule. */
  readonly code: string;
  /** So many must be chosen; the default is none. */
  readonly least?: number;
}

/**
 * Declares a field that holds any number of these values: boxes of one name. The form pipe makes a list of one box
 * too; none is the list that the DTO begins with.
 */
export function ListOf(values: readonly string[], { code, least = 0 }: ListOptions): PropertyDecorator {
  return (prototype, property) => {
    Reflect.defineMetadata(LISTS, [...listFields(prototype), String(property)], prototype);
    registerDecorator({
      name: code,
      target: prototype.constructor,
      propertyName: String(property),
      options: { message: code, context: { order: 0 } satisfies RuleContext },
      validator: { validate: (chosen: unknown) => isChoice(chosen, values) && chosen.length >= least },
    });
  };
}

/** Returns the fields of a DTO that are lists. */
export function listFields(prototype: object): readonly string[] {
  const fields: unknown = Reflect.getMetadata(LISTS, prototype);
  return Array.isArray(fields) ? fields.map(String) : [];
}

function isChoice(chosen: unknown, values: readonly string[]): chosen is string[] {
  return Array.isArray(chosen) && chosen.every((one) => values.includes(one)) && new Set(chosen).size === chosen.length;
}
