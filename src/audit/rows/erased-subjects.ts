import { Injectable } from '@nestjs/common';

/** So many are remembered: events of an account that ends follow at once. */
const REMEMBERED = 1_000;

/** Remembers the pseudonyms of accounts that this process has just erased, for `user-deleted`, which is told after it. */
@Injectable()
export class ErasedSubjects {
  private readonly subjects = new Map<string, string>();

  add(accountId: string, subject: string): void {
    const [oldest] = this.subjects.keys();
    if (this.subjects.size >= REMEMBERED && oldest !== undefined) this.subjects.delete(oldest);
    this.subjects.set(accountId, subject);
  }

  of(accountId: string): string | undefined {
    return this.subjects.get(accountId);
  }
}
