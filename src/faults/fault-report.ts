import { codeFrame } from './code-frame.js';
import { masked } from './masking.js';
import { remedyFor } from './remedies/remedies.js';
import { handlerPlace } from './handler-place.js';
import { sourcePlace, withoutRoot } from './source-place.js';

/** So many causes of causes are told. */
const MOST_CAUSES = 5;

/** What a developer needs to know of an error. */
export interface FaultReport {
  /** The class and the message of the error. */
  readonly message: string;
  /** The same of its cause, of the cause's cause and so on. */
  readonly cause: readonly string[];
  /**
   * The nearest line of the repository's own source, as `src/team/notes/notes.controller.tsx:12:20`; where the stack names
   * none, the line at which the handler begins.
   */
  readonly source: string | undefined;
  /** The lines around it. */
  readonly frame: readonly string[];
  /** What probably helps. */
  readonly remedy: string | undefined;
}

/**
 * Tells all of an error that helps a developer; `secrets` appear nowhere in it. Messages quote what people typed, so
 * this is for development, and nothing of it may leave a product that serves people.
 */
export function reportFault(error: unknown, secrets: readonly string[] = []): FaultReport {
  const chain = [error, ...causesOf(error)];
  const [message = '', ...cause] = chain.map((link) => masked(withoutRoot(summary(link)), secrets));
  const place = chain.map(sourcePlace).find((found) => found !== undefined) ?? handlerPlace(error);
  return {
    message,
    cause,
    source: place && `${place.file}:${place.line}:${place.column}`,
    frame: place === undefined ? [] : codeFrame(place).map((line) => masked(line, secrets)),
    remedy: chain.map(remedyFor).find((found) => found !== undefined),
  };
}

/** Returns the report as lines for a terminal. Control characters are left out, so that no line can be forged. */
export function reportLines({ message, cause, source, frame, remedy }: FaultReport): string[] {
  const lines = [
    message,
    ...cause.map((told) => `caused by ${told}`),
    ...(source === undefined ? [] : [`at ${source}`]),
    ...frame,
    ...(remedy === undefined ? [] : [`what helps: ${remedy}`]),
  ];
  return lines.flatMap((line) => line.split('\n')).map((line) => line.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').trimEnd());
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let link = causeOf(error); link !== undefined && causes.length < MOST_CAUSES; link = causeOf(link)) causes.push(link);
  return causes;
}

function causeOf(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors[0];
  return error instanceof Error ? error.cause : undefined;
}

function summary(error: unknown): string {
  // Nest's exceptions leave the name to their class.
  if (error instanceof Error) return `${error.name === 'Error' ? error.constructor.name : error.name}: ${error.message}`.trim();
  return `a ${error === null ? 'null' : typeof error} was thrown, which is no Error`;
}
