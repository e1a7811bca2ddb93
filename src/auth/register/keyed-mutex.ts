import { Injectable } from '@nestjs/common';
import { lowerAscii } from '../../forms/ascii.js';

/**
 * Lets sign-ups that want the same name or address go one after the other: those that come second learn
 * that it is taken without a hash, and cannot fill the hash queue with work that must be thrown away. The
 * database decides between instances.
 */
@Injectable()
export class KeyedMutex {
  private readonly underWay = new Map<string, Promise<unknown>>();

  /** Runs `register` when no other registration of this name or address is under way. */
  async alone<T>({ username, email }: { username: string; email: string }, register: () => Promise<T>): Promise<T> {
    const wanted = [lowerAscii(username), lowerAscii(email)];
    const before = wanted.flatMap((key) => this.underWay.get(key) ?? []);
    const mine = Promise.allSettled(before).then(register);
    const settled = mine.then(ignore, ignore);
    for (const key of wanted) this.underWay.set(key, settled);
    try {
      return await mine;
    } finally {
      for (const key of wanted) if (this.underWay.get(key) === settled) this.underWay.delete(key);
    }
  }
}

function ignore(): void {}
