import { DeedClaims } from '../deed-claims.js';
import { deedKey } from '../keys.js';
import type { EmbeddedFile } from './embedded-file.js';

/** Keeps the claims in the file of the embedded default. No method yields in between, so each is atomic. */
export class EmbeddedDeedClaims extends DeedClaims {
  constructor(private readonly file: EmbeddedFile) {
    super();
  }

  async claim(hashTag: string, deed: string, note: string, until: number) {
    const present = this.file.value(deedKey(hashTag, deed));
    if (present === null) this.file.set(deedKey(hashTag, deed), note, until);
    return present;
  }

  async replace(hashTag: string, deed: string, note: string, until: number) {
    const present = this.file.value(deedKey(hashTag, deed));
    this.file.set(deedKey(hashTag, deed), note, until);
    return present;
  }

  async find(hashTag: string, deed: string) {
    return this.file.value(deedKey(hashTag, deed));
  }

  async release(hashTag: string, deed: string) {
    this.file.delete(deedKey(hashTag, deed));
  }
}
