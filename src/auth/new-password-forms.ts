import { Injectable, type Type } from '@nestjs/common';
import { InvalidForm } from '../http/errors/invalid-form.js';
import { FormPipe } from '../http/requests/form.pipe.js';
import type { FieldErrors } from '../views/view.js';
import { BreachedPasswords } from '../users/passwords/breached-passwords.js';

interface NewPasswordForm {
  /** Its rules are those of `@IsNewPassword()`. */
  readonly password: string;
}

/**
 * Reads forms that set a new password, wherever that is: a password that keeps the rules of its field must not be known
 * from a breach either.
 */
@Injectable()
export class NewPasswordForms {
  constructor(
    private readonly forms: FormPipe,
    private readonly breached: BreachedPasswords,
  ) {}

  /** Returns the DTO and which of its fields break their rules, as `FormPipe.read` does. */
  async read<Dto extends NewPasswordForm>(
    type: Type<Dto>,
    body: unknown,
  ): Promise<{ readonly dto: Dto; readonly errors: FieldErrors }> {
    const { dto, errors } = await this.forms.read(type, body);
    // Nobody is asked about a password that is refused anyway.
    if (errors['password'] !== undefined || !(await this.breached.has(dto.password))) return { dto, errors };
    return { dto, errors: inOrder(dto, { ...errors, password: [{ code: 'passwordBreached' }] }) };
  }

  /** Returns the DTO. Throws {@link InvalidForm}. */
  async bind<Dto extends NewPasswordForm>(type: Type<Dto>, body: unknown): Promise<Dto> {
    const { dto, errors } = await this.read(type, body);
    if (Object.keys(errors).length > 0) throw new InvalidForm('validation_failed', dto, errors);
    return dto;
  }
}

/** The first field at fault takes the focus, so the fields stand in the order of the form. */
function inOrder(dto: object, errors: FieldErrors): FieldErrors {
  const fields = Object.keys(dto);
  return Object.fromEntries(Object.entries(errors).toSorted(([one], [other]) => fields.indexOf(one) - fields.indexOf(other)));
}
