import type { LogFields } from './log-fields.js';

/**
 * Returns what a log may say of an error: its class, its code, the violated constraint and the lines of the stack. It
 * never returns `message`, `detail`, `query` or `params`: database drivers put e-mail addresses and password hashes
 * there, and JSON parsers quote the body.
 */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  return {
    error: error.name,
    code: word(error, 'code') ?? replyWord(error),
    says: poolerSentence(error),
    constraint: word(error, 'constraint'),
    // SQLite puts its code into these words; they hold nothing of a statement.
    sqlite: word(error, 'errstr'),
    cause:
      error.cause instanceof Error
        ? `${error.cause.name} ${word(error.cause, 'code') ?? replyWord(error.cause) ?? ''}`.trim()
        : undefined,
    stack: places(error.stack),
  };
}

function word(error: Error, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' && /^[\w. -]{1,80}$/.test(value) ? value : undefined;
}

/** Returns the word with which Redis begins a refusal: MOVED, OOM, READONLY. What follows may be a key. */
function replyWord(error: Error): string | undefined {
  return error.name === 'ReplyError' ? /^[A-Z]{2,20}(?= |$)/.exec(error.message)?.[0] : undefined;
}

/** Returns the sentence of a pooler, which says everything by one code (08P01); names in it are left out. */
function poolerSentence(error: Error): string | undefined {
  if (Reflect.get(error, 'code') !== '08P01') return undefined;
  const sentence = error.message.replaceAll(/"[^"]*"/g, '…').replace(/^(no such \w+):.*/, '$1');
  return /^[A-Za-z0-9 :,.()_…-]{1,120}$/.test(sentence) ? sentence : undefined;
}

/** Returns the stack without its head, because the head repeats the message, which may span lines. */
function places(stack: string | undefined): string | undefined {
  const lines = stack?.split('\n').filter((line) => /^ {4}at /.test(line));
  return lines?.map((line) => line.trim()).join(' | ');
}
