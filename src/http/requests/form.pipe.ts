import { type ArgumentMetadata, Inject, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { validate, type ValidationError } from 'class-validator';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { attachPolicy, type FieldPolicy } from '../../forms/field-policy.js';
import { trimOuter } from '../../forms/outer-white-space.js';
import { type RuleContext, trimmedFields } from '../../forms/rule-list.js';
import { siteNames } from '../../forms/site-names.js';
import type { FieldErrors, FieldMessage } from '../../views/view.js';
import { InvalidForm } from '../errors/invalid-form.js';

/**
 * Binds a body to a DTO whose rules all hold. Only fields that the DTO declares are read, so nothing else can be
 * bound (ASVS 5.0 15.3.3); nothing is converted. Throws {@link InvalidForm} with every broken rule.
 */
@Injectable()
export class FormPipe implements PipeTransform {
  private readonly policy: FieldPolicy;

  constructor(@Inject(SETTINGS) { passwordMinLength, publicUrl }: Pick<Settings, 'passwordMinLength' | 'publicUrl'>) {
    this.policy = { passwordMinLength, siteNames: siteNames(publicUrl) };
  }

  async transform(body: unknown, { metatype }: ArgumentMetadata): Promise<object> {
    if (metatype === undefined) throw new Error('a form needs a DTO class as its type');
    // A guard that had to look first has replaced the body by the DTO.
    if (body instanceof metatype) return body;
    return this.bind(metatype as Type<object>, body);
  }

  /** Returns the DTO. Throws {@link InvalidForm}. */
  async bind<Dto extends object>(type: Type<Dto>, body: unknown): Promise<Dto> {
    const { dto, errors } = await this.read(type, body);
    if (Object.keys(errors).length > 0) throw new InvalidForm('validation_failed', dto, errors);
    return dto;
  }

  /**
   * Returns the DTO whatever it holds, and which of its fields break their rules, for callers that have rules of
   * their own to add.
   */
  async read<Dto extends object>(type: Type<Dto>, body: unknown): Promise<{ readonly dto: Dto; readonly errors: FieldErrors }> {
    const dto = new type();
    const trimmed = trimmedFields(type.prototype);
    for (const field of Object.keys(dto)) {
      const value = ownValue(body, field);
      if (value === undefined || value === null) continue;
      Reflect.set(dto, field, typeof value === 'string' && trimmed.includes(field) ? trimOuter(value) : value);
    }
    attachPolicy(dto, this.policy);
    const errors = await validate(dto, { forbidUnknownValues: true });
    return { dto, errors: fieldErrors(errors, dto) };
  }
}

function ownValue(body: unknown, field: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, field) ? Reflect.get(body, field) : undefined;
}

function fieldErrors(errors: readonly ValidationError[], dto: object): FieldErrors {
  return Object.fromEntries(errors.map((error) => [error.property, messages(error, dto)]));
}

function messages({ constraints = {}, contexts = {} }: ValidationError, dto: object): FieldMessage[] {
  return Object.entries(constraints)
    .map(([rule, code]) => ({ code, context: contexts[rule] as RuleContext | undefined }))
    .sort((one, other) => (one.context?.order ?? 99) - (other.context?.order ?? 99))
    .map(({ code, context }) => ({ code, values: context?.values?.(dto) ?? {} }));
}
