import { type ArgumentMetadata, Inject, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { getFromContainer, Validator } from '../../forms/class-validator.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Features } from '../../features/features.js';
import { attachPolicy, type FieldPolicy } from '../../forms/field-policy.js';
import { trimOuter } from '../../forms/outer-white-space.js';
import { listFields } from '../../forms/list-of.js';
import { type RuleContext, rulesOf, trimmedFields } from '../../forms/rule-list.js';
import { ruledFields } from '../../forms/ruled-fields.js';
import { siteNames } from '../../forms/site-names.js';
import type { FieldErrors, FieldMessage } from '../../views/view.js';
import { InvalidForm } from '../errors/invalid-form.js';

/** These hold their rules. Nest makes one pipe for each module that uses it, so no pipe keeps them. */
const BOUND = new WeakSet<object>();
/** What programs are told of the rules of a form: for each field their codes in order, with their numbers. */
export type ToldRules = Readonly<Record<string, readonly Readonly<Record<string, string | number>>[]>>;

/**
 * Binds a body to a DTO whose rules all hold. Only fields that the DTO declares are read, so nothing else can be
 * bound (ASVS 5.0 15.3.3); nothing is converted. Throws {@link InvalidForm} with every broken rule.
 */
@Injectable()
export class FormPipe implements PipeTransform {
  private readonly policy: FieldPolicy;

  constructor(
    @Inject(SETTINGS) { passwordMinLength, publicUrl }: Pick<Settings, 'passwordMinLength' | 'publicUrl'>,
    { appearance }: Features,
  ) {
    this.policy = { passwordMinLength, siteNames: [...siteNames(publicUrl), appearance.siteName] };
  }

  async transform(body: unknown, { metatype }: ArgumentMetadata): Promise<object> {
    if (metatype === undefined) throw new Error('a form needs a DTO class as its type');
    // A guard that had to look first has replaced the body by the DTO. Another instance may come from a pipe that does
    // not know these rules, or be what any object is an instance of.
    if (body instanceof metatype && BOUND.has(body)) return body;
    return this.bind(metatype as Type<object>, body);
  }

  /** Returns the DTO. Throws {@link InvalidForm}. */
  async bind<Dto extends object>(type: Type<Dto>, body: unknown): Promise<Dto> {
    const { dto, errors } = await this.read(type, body);
    if (Object.keys(errors).length > 0) throw new InvalidForm('validation_failed', dto, errors);
    BOUND.add(dto);
    return dto;
  }

  /**
   * Returns the DTO whatever it holds, and which of its fields break their rules, for callers that have rules of
   * their own to add.
   */
  async read<Dto extends object>(type: Type<Dto>, body: unknown): Promise<{ readonly dto: Dto; readonly errors: FieldErrors }> {
    const dto = new type();
    const trimmed = trimmedFields(type.prototype);
    const lists = listFields(type.prototype);
    for (const field of Object.keys(dto)) {
      const value = ownValue(body, field);
      if (value === undefined || value === null) continue;
      const text = typeof value === 'string' && trimmed.includes(field) ? trimOuter(value) : value;
      // A form says a list of one like a text.
      Reflect.set(dto, field, typeof text === 'string' && lists.includes(field) ? [text] : text);
    }
    attachPolicy(dto, this.policy);
    const errors = await getFromContainer(Validator).validate(dto, { forbidUnknownValues: true });
    return { dto, errors: { ...notTexts(type, dto), ...fieldErrors(errors, dto) } };
  }

  /** Returns the rules of a form, so that a program need not learn them by being refused. Fields without rules are left out. */
  rulesOf(type: Type<object>): ToldRules {
    const dto = new type();
    attachPolicy(dto, this.policy);
    const rules = Object.keys(dto).map((field) => [field, rulesOf(type.prototype, field)] as const);
    return Object.fromEntries(
      rules
        .filter(([, own]) => own.length > 0)
        .map(([field, own]) => [field, own.map(({ code, values }) => ({ code, ...values?.(dto) }))]),
    );
  }
}

function ownValue(body: unknown, field: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, field) ? Reflect.get(body, field) : undefined;
}

/** A field without a rule is a text like all others: what is none must not come in because nobody has asked. */
function notTexts(type: object, dto: object): FieldErrors {
  const ruled = ruledFields(type);
  const others = Object.entries(dto).filter(([field, value]) => !ruled.includes(field) && !isTextOrNone(value));
  return Object.fromEntries(others.map(([field]) => [field, [{ code: 'notText' }]]));
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
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
