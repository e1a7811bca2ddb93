import { Injectable } from '@nestjs/common';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { type UniqueField, UsersService } from '../../users/users.service.js';
import type { FieldErrors } from '../../views/view.js';
import { RegisterDto } from './register.dto.js';

/** What a body says, and which fields break their own rules. */
export interface ReadRegistration {
  readonly form: RegisterDto;
  readonly broken: FieldErrors;
}

/** The rules of a registration, "not taken" included: one answer names all fields at fault. */
@Injectable()
export class RegistrationForm {
  constructor(
    private readonly forms: FormPipe,
    private readonly users: UsersService,
  ) {}

  /** A registration that keeps every rule. Throws InvalidForm. */
  async check(body: unknown): Promise<RegisterDto> {
    const read = await this.read(body);
    await this.refuseTaken(read);
    return read.form;
  }

  async read(body: unknown): Promise<ReadRegistration> {
    try {
      return { form: await this.forms.bind(RegisterDto, body), broken: {} };
    } catch (error) {
      if (error instanceof InvalidForm && error.dto instanceof RegisterDto) return { form: error.dto, broken: error.errors };
      throw error;
    }
  }

  /** Throws InvalidForm when a field breaks its rules, or keeps them and another account has its value. */
  async refuseTaken({ form, broken }: ReadRegistration): Promise<void> {
    const taken = await this.users.taken(keepingRules(form, broken));
    const errors = { ...broken, ...takenErrors(taken) };
    if (Object.keys(errors).length > 0) throw new InvalidForm('validation_failed', form, errors);
  }
}

/** Only what keeps its own rules is asked of the database. */
function keepingRules({ username, email }: RegisterDto, broken: FieldErrors) {
  return { ...(!broken['username'] && { username }), ...(!broken['email'] && { email }) };
}

/** The message of each field that another account has. */
function takenErrors(fields: readonly UniqueField[]): FieldErrors {
  return Object.fromEntries(fields.map((field) => [field, [{ code: field === 'username' ? 'usernameTaken' : 'emailTaken' }]]));
}
