import type { FieldErrors } from '../../views/view.js';
import { type ProblemCode, Problem } from './problem.js';

/** Is thrown when a form has to be shown again, with what was typed except passwords, and what is wrong with it. */
export class InvalidForm extends Problem {
  override readonly name = 'InvalidForm';

  constructor(
    code: ProblemCode,
    /** The class of the DTO names the page that shows this form (see shown-on.decorator.ts); without one an error page does. */
    readonly dto: object | undefined,
    readonly errors: FieldErrors = {},
    options: Problem['options'] = {},
  ) {
    super(code, options);
  }
}
