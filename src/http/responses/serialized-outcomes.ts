import { ClassSerializerInterceptor, type ClassSerializerInterceptorOptions } from '@nestjs/common';
import { isOutcome, mapJson } from './outcome.js';

type Serialize = (response: object, options: ClassSerializerInterceptorOptions) => object;

/**
 * Teaches Nest's serializer our outcomes: it makes a plain object of whatever a handler returns, which would be the
 * end of a page. What programs get of one is serialized (`@Exclude()` holds there), and what a view shows is left to
 * the view. The class is Nest's, and an interceptor of that class can be anywhere, so its prototype is changed.
 */
export function serializeOutcomes(): void {
  const prototype = ClassSerializerInterceptor.prototype as { serialize: Serialize & { readonly knowsOutcomes?: true } };
  const { serialize } = prototype;
  if (serialize.knowsOutcomes === true) return;
  const extended: Serialize = function (this: ClassSerializerInterceptor, response, options) {
    const ofNest = (value: object): object => Reflect.apply(serialize, this, [value, options]) as object;
    return isOutcome(response) ? mapJson(response, ofNest) : ofNest(response);
  };
  prototype.serialize = Object.assign(extended, { knowsOutcomes: true as const });
}
