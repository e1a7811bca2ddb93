import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { PendingLogin } from './pending-login.js';
import { PendingLoginMarks, TURN_LASTS } from './pending-login.marks.js';

/**
 * Lets the forms of one pending login go one after the other, within this process; and the very same form one after the
 * other on all instances. So the second form of a double click finds what the first has led to, and a code that is valid
 * once is not checked twice.
 */
@Injectable()
export class PendingLoginTurns {
  private readonly last = new Map<string, Promise<unknown>>();

  constructor(private readonly marks: PendingLoginMarks) {}

  /** Resolves when it is this request's turn, which ends when it has its answer, or nobody waits for one any more. */
  async wait(login: PendingLogin, request: Request, response: Response): Promise<void> {
    const end = await this.take(login, request, response);
    if (response.closed) end();
    else response.once('close', end);
  }

  /** Resolves when it is this request's turn, with what ends the turn. It ends by itself after 15 s. */
  async take(login: PendingLogin, request: Request, response: Response): Promise<() => void> {
    if (request.method === 'GET' || request.method === 'HEAD') return () => undefined;
    const before = this.last.get(login.id);
    let end = (): void => undefined;
    const handled = new Promise<void>((resolve) => (end = resolve));
    const turn = Promise.all([before, handled]).finally(() => this.last.get(login.id) === turn && this.last.delete(login.id));
    this.last.set(login.id, turn);
    await before;
    const timer = setTimeout(end, TURN_LASTS).unref();
    void handled.then(() => clearTimeout(timer));
    try {
      const leave = await this.marks.enter(login, request, response);
      void handled.then(leave);
    } catch (error) {
      end();
      throw error;
    }
    // A client that has left waits for nothing, but what it has sent is handled all the same.
    response.once('close', () => response.writableEnded && end());
    return end;
  }
}
