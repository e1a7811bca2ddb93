import { type Logger, pino } from 'pino';

/** Tells whether a tracer has made itself a part of pino, to add to its lines or to send them elsewhere too. */
export function isInstrumented(logger: Logger, mixin: object, output: object): boolean {
  const { mixinSym, streamSym } = pino.symbols;
  return Reflect.get(logger, mixinSym) !== mixin || Reflect.get(logger, streamSym) !== output;
}
