import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { PendingLogin } from './pending-login.js';

/**
 * Lets the forms of one pending login go one after the other, within this process: the second form of a double click
 * finds what the first has led to, and a code that is valid once is not checked twice.
 */
@Injectable()
export class PendingLoginTurns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Resolves when every earlier form of this login has its answer, or nobody waits for it any more. */
  async wait({ id }: PendingLogin, { method }: Request, response: Response): Promise<void> {
    if (method === 'GET' || method === 'HEAD') return;
    const before = this.last.get(id);
    const answered = new Promise<void>((resolve) => response.once('close', resolve));
    const turn = Promise.all([before, answered]).finally(() => this.last.get(id) === turn && this.last.delete(id));
    this.last.set(id, turn);
    await before;
  }
}
