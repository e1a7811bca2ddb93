import { getMetadataStorage } from './class-validator.js';
import type { RuleContext } from './rule-list.js';

/** Returns the names of the fields of this class that have a rule, each as often as it has one. */
export function ruledFields(type: object): string[] {
  return metadataOf(type).map(({ propertyName }) => propertyName);
}

/** Tells whether rules of this class are declared by `@RuleList()`, which the form pipe asks in their order. */
export function hasRuleLists(type: object): boolean {
  return metadataOf(type).some(({ context }) => typeof (context as Partial<RuleContext> | undefined)?.order === 'number');
}

function metadataOf(type: object) {
  // It takes a class for what is called with `new`.
  return getMetadataStorage().getTargetValidationMetadatas(type as new () => object, '', false, false);
}
