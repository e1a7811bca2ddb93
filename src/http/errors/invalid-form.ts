import type { FieldErrors, View } from '../../views/view.js';
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
    /** This page shows the form, with its data, in the place of the one that the DTO names. */
    readonly page?: { readonly view: View; readonly data: object },
  ) {
    super(code, options);
  }

  /** Returns the same refusal, on a page with data of its own. */
  shownOn<Data extends object>(view: View<Data>, data: Data): InvalidForm {
    // The data fits this view, which no type can say of the two apart.
    return new InvalidForm(this.code, this.dto, this.errors, this.options, { view: view as unknown as View, data });
  }
}
