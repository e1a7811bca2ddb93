import { Problem } from './problem.js';

/** Is thrown when two changes met and this one came second: 409. Rooms extend it for what they change. */
export class Conflict extends Problem {
  override readonly name: string = 'Conflict';

  constructor() {
    super('conflict');
  }
}
