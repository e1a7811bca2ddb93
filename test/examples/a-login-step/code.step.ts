import { Injectable } from '@nestjs/common';
import { LoginStep } from '../../../src/auth/login/login-steps.js';
import type { User } from '../../../src/users/user.entity.js';

/** Codes by account id; a real one keeps hashes in a table, and takes each code once. */
export const CODES = new Map<string, string>();

@Injectable()
export class CodeStep extends LoginStep {
  readonly name = 'code';
  readonly path = '/login/code';
  readonly order = 100;

  isDue(user: User): boolean {
    return CODES.has(user.id);
  }
}
