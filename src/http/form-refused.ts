import type { FieldErrors } from '../views/view.js';
import { type ProblemCode, Refusal } from './problems.js';

/** A form that is shown again: with what was typed, without passwords, and what is wrong with it. */
export class FormRefused extends Refusal {
  override readonly name = 'FormRefused';

  constructor(
    code: ProblemCode,
    /** The DTO; its class names the page that shows this form (see shown-on.decorator.ts). */
    readonly dto: object,
    readonly errors: FieldErrors = {},
    options: Refusal['options'] = {},
  ) {
    super(code, options);
  }
}
