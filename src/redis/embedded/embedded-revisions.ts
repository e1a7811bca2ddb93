import { revisionKey } from '../keys.js';
import { Revisions } from '../revisions.js';
import type { EmbeddedFile } from './embedded-file.js';

/** Keeps the revisions in the file of the embedded default. */
export class EmbeddedRevisions extends Revisions {
  constructor(private readonly file: EmbeddedFile) {
    super();
  }

  async read(name: string) {
    return this.file.value(revisionKey(name));
  }

  async write(name: string, revision: string, until: number) {
    this.file.set(revisionKey(name), revision, until);
  }
}
