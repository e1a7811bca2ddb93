import { STATUS_CODES } from 'node:http';
import type { Problem } from '../errors/problem.js';

/** Makes the body of an error for programs (RFC 9457). `code` is stable; `title` and `detail` are for people. */
export function problemBody(problem: Problem, detail: string, requestId: string, errors?: Record<string, string[]>) {
  const { status, code } = problem;
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    requestId,
    ...(errors && { errors }),
  };
}
