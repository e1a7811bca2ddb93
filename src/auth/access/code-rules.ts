import { RuleList, type FieldRule } from '../../forms/rule-list.js';

/** A recovery code has ten characters; people type blanks and hyphens between them. */
const CODE_MOST = 64;

const LENGTH: FieldRule = {
  code: 'codeTooLong',
  holds: (typed) => typed.length <= CODE_MOST,
  values: () => ({ most: CODE_MOST }),
};

/** Accepts what somebody types as a code; whether it is one is looked at where it counts. */
export const IsTypedCode = () => RuleList([{ code: 'codeMissing', holds: (typed) => typed.trim() !== '' }, LENGTH]);

/** Does the same for a field that may stay empty. */
export const IsOptionalCode = () => RuleList([LENGTH]);
