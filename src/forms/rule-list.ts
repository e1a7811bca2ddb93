import type { ValidationArguments } from 'class-validator';
import { registerDecorator } from './class-validator.js';

/** This is one rule of a field. `code` names its message in the file of texts, `values` fill its gaps. */
export interface FieldRule {
  readonly code: string;
  readonly holds: (value: string, dto: object) => boolean;
  readonly values?: (dto: object) => Readonly<Record<string, string | number>>;
}

/** This says where a broken rule stands in its field's list; class-validator itself keeps no order. */
export interface RuleContext {
  readonly order: number;
  readonly values?: FieldRule['values'];
}

const TRIMMED = Symbol('trimmed fields');
const RULES = Symbol('rules of a field');

/**
 * Declares the rules of one field, in the order in which their messages are shown. A value that is no text breaks
 * only the rule of being text, an empty one only the first.
 */
export function RuleList(rules: readonly FieldRule[], { orBoolean = false } = {}): PropertyDecorator {
  return (prototype, property) => {
    const field = String(property);
    Reflect.defineMetadata(RULES, rules, prototype, field);
    register(prototype, field, { code: 'notText', holds: () => true }, -1, orBoolean);
    rules.forEach((rule, order) => register(prototype, field, rule, order));
  };
}

/** Returns the rules of a field in their order, without the one of being text. */
export function rulesOf(prototype: object, field: string): readonly FieldRule[] {
  const rules: unknown = Reflect.getMetadata(RULES, prototype, field);
  return Array.isArray(rules) ? (rules as readonly FieldRule[]) : [];
}

/** Marks a field whose outer white space the form pipe drops before its rules are checked. */
export function Trimmed(): PropertyDecorator {
  return (prototype, property) => {
    const fields = trimmedFields(prototype);
    Reflect.defineMetadata(TRIMMED, [...fields, String(property)], prototype);
  };
}

export function trimmedFields(prototype: object): readonly string[] {
  const fields: unknown = Reflect.getMetadata(TRIMMED, prototype);
  return Array.isArray(fields) ? fields.map(String) : [];
}

function register(prototype: object, field: string, rule: FieldRule, order: number, orBoolean = false): void {
  const context: RuleContext = { order, ...(rule.values && { values: rule.values }) };
  registerDecorator({
    name: rule.code,
    target: prototype.constructor,
    propertyName: field,
    options: { message: rule.code, context },
    validator: {
      validate(value: unknown, args?: ValidationArguments) {
        if (typeof value !== 'string') return order >= 0 || (orBoolean && typeof value === 'boolean');
        return (value === '' && order > 0) || rule.holds(value, args?.object ?? {});
      },
    },
  });
}
