import type { ExecutionContext, Type } from '@nestjs/common';
import {
  CUSTOM_ROUTE_ARGS_METADATA,
  PARAMTYPES_METADATA,
  PIPES_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { MetadataScanner } from '@nestjs/core';
import type { Request } from 'express';
import { hasRuleLists, ruledFields } from '../../forms/ruled-fields.js';
import { StartError } from '../../lifecycle/start-error.js';
import { FormPipe } from './form.pipe.js';

interface Parameter {
  readonly index: number;
  readonly data?: unknown;
  readonly pipes?: readonly unknown[];
}

type Parameters = Readonly<Record<string, Parameter>>;

/** Keys of parameters begin with their kind. */
const BODY = `${RouteParamtypes.BODY}:`;

/** The compiler writes these where a type is no class: an interface, a union, a list, a type that was only imported. */
const NO_CLASSES: ReadonlySet<unknown> = new Set([undefined, Object, Array, String, Number, Boolean, Function, Promise]);

/**
 * Looks at every parameter that {@link FormPipe} binds, before any request: throws {@link StartError} where nothing is
 * left of its type at run time, so that no rule could be asked, or where its class has no rules. Pipes that stand
 * before every handler, such as Nest's `ValidationPipe`, leave forms to the one that knows their rules, as they leave
 * all parameters that are no plain bodies.
 */
export function examineForms(controllers: readonly Type[]): void {
  const scanner = new MetadataScanner();
  for (const controller of controllers) {
    const prototype = controller.prototype as object;
    refuseUsePipes(controller, `${controller.name}`);
    for (const method of scanner.getAllMethodNames(prototype)) examineHandler(controller, prototype, method);
  }
}

function examineHandler(controller: Type, prototype: object, method: string): void {
  const handler = `${controller.name}.${method}`;
  refuseUsePipes(Reflect.get(prototype, method) as object, handler);
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) as Parameters | undefined;
  const types = Reflect.getMetadata(PARAMTYPES_METADATA, prototype, method) as readonly unknown[] | undefined;
  const all = Object.entries(parameters ?? {});
  const hasPipes = [controller, Reflect.get(prototype, method) as object].some((on) => Reflect.hasMetadata(PIPES_METADATA, on));
  const examined = all.map(([key, parameter]): [string, Parameter] => {
    const [type, where] = [types?.[parameter.index], `${handler}, parameter ${parameter.index + 1}`];
    if (parameter.pipes?.some(isFormPipe) !== true) {
      if (key.startsWith(BODY) && !hasPipes && parameter.pipes?.length === 0) refuseUnasked(type, where);
      return [key, parameter];
    }
    refuseUnknownForm(type, where);
    return key.includes(CUSTOM_ROUTE_ARGS_METADATA) ? [key, parameter] : asOwn(parameter);
  });
  if (all.length > 0) Reflect.defineMetadata(ROUTE_ARGS_METADATA, Object.fromEntries(examined), controller, method);
}

function refuseUnknownForm(type: unknown, where: string): void {
  if (typeof type !== 'function' || NO_CLASSES.has(type)) {
    throw new StartError(
      `${where}: FormPipe needs a DTO class, and nothing is left of this type at run time, so no rule would be asked. ` +
        'Make it a class, and import it with `import { ... }`, not `import type`',
    );
  }
  if (ruledFields(type).length === 0) {
    throw new StartError(
      `${where}: ${type.name} has no rules, so FormPipe would refuse or take anything. Give its fields @RuleList([...])`,
    );
  }
}

/** A form that no pipe stands before lets everything in, whatever its rules. */
function refuseUnasked(type: unknown, where: string): void {
  if (typeof type !== 'function' || NO_CLASSES.has(type) || !hasRuleLists(type)) return;
  throw new StartError(
    `${where}: nobody asks the rules of ${type.name}. Write @Body(FormPipe) in place of @Body(), ` +
      'or give it the type `unknown` where the handler binds it itself',
  );
}

/** On a handler or controller the pipe would take every parameter for a form. */
function refuseUsePipes(target: object, where: string): void {
  const pipes = Reflect.getMetadata(PIPES_METADATA, target) as readonly unknown[] | undefined;
  if (pipes?.some(isFormPipe) === true) {
    throw new StartError(`${where}: FormPipe is for one parameter. Write @Body(FormPipe) in place of @UsePipes(FormPipe)`);
  }
}

function isFormPipe(pipe: unknown): boolean {
  return pipe === FormPipe || pipe instanceof FormPipe;
}

/** Makes of a body what `createParamDecorator` makes: a parameter of its own kind. */
function asOwn(parameter: Parameter): [string, Parameter & { readonly factory: unknown }] {
  const factory = (field: unknown, context: ExecutionContext): unknown => {
    const { body } = context.switchToHttp().getRequest<Request<unknown, unknown, unknown>>();
    if (typeof field !== 'string') return body;
    return typeof body === 'object' && body !== null && Object.hasOwn(body, field) ? Reflect.get(body, field) : undefined;
  };
  return [`form${CUSTOM_ROUTE_ARGS_METADATA}:${parameter.index}`, { ...parameter, factory }];
}
