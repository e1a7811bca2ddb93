import { randomUUID } from 'node:crypto';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { requestScope } from '../log/request-scope.js';

/** By these keys Nest marks methods that no request begins: jobs (@nestjs/schedule) and messages of sockets. */
const MARKS = ['SCHEDULER_TYPE', 'websockets:message_mapping', 'microservices:pattern'];

type Method = (...args: unknown[]) => unknown;

/**
 * Gives every run of a job and every message of a socket a unit of work and an id for its log lines, as a request has
 * them: an injected EntityManager works there too, and keeps nothing from one run to the next. It is to be called
 * before Nest looks for these methods.
 */
export function giveUnitsOfWork(modules: ModulesContainer): void {
  const scanner = new MetadataScanner();
  for (const { providers, controllers } of modules.values()) {
    for (const { instance } of [...providers.values(), ...controllers.values()]) {
      if (typeof instance !== 'object' || instance === null) continue;
      const methods = scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object);
      for (const name of methods) wrap(instance, name);
    }
  }
}

function wrap(instance: object, name: string): void {
  const method: unknown = Reflect.get(instance, name);
  if (typeof method !== 'function' || !MARKS.some((mark) => Reflect.hasMetadata(mark, method))) return;
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const scope = { requestId: randomUUID(), address: '', traceId: undefined, traceparent: undefined };
    return requestScope.run(scope, () => Reflect.apply(method as Method, this, args));
  };
  for (const key of Reflect.getMetadataKeys(method)) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapped);
  }
  Reflect.set(instance, name, Object.defineProperty(wrapped, 'name', { value: name }));
}
