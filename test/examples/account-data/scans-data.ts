import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { AccountData } from '../../../src/users/data/account-data.js';
import { LettersSettings } from './letters.settings.js';

/** Scans of letters are files in a folder of each account. */
@Injectable()
export class ScansData extends AccountData {
  /** No rollback brings a file back, so files go when everything else is erased. */
  override readonly order = 100;

  constructor(private readonly settings: LettersSettings) {
    super();
  }

  async export(accountId: string) {
    const names = await readdir(this.folderOf(accountId)).catch(() => []);
    return { scans: names };
  }

  async erase(accountId: string) {
    // It may be called again, when what came after it has failed: then there is nothing left to do.
    await rm(this.folderOf(accountId), { recursive: true, force: true });
  }

  private folderOf(accountId: string): string {
    return join(this.settings.folder, accountId);
  }
}
