import type { Environment } from '../../../src/config/environment.js';

export class LettersSettings {
  readonly folder: string;

  constructor(env: Environment) {
    this.folder = env.read('LETTERS_FOLDER', 'letters', (text) => text);
  }
}
