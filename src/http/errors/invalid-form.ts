import type { FieldErrors } from '../../views/view.js';
import { type ProblemCode, Problem } from './problem.js';

/** A form that is shown again: with what was typed, without passwords, and what is wrong with it. */
export class InvalidForm extends Problem {
  override readonly name = 'InvalidForm';

  constructor(
    code: ProblemCode,
    /** The DTO; its class names the page that shows this form (see shown-on.decorator.ts). None: an error page does. */
    readonly dto: object | undefined,
    readonly errors: FieldErrors = {},
    options: Problem['options'] = {},
  ) {
    super(code, options);
  }
}
