import { Problem } from '../http/errors/problem.js';

/** Is thrown for a link that was used, has expired, was voided, or never was: nobody is told which. */
export class LinkInvalid extends Problem {
  override readonly name: string = 'LinkInvalid';

  constructor() {
    super('link_invalid');
  }
}
