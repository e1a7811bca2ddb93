import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { FormPipe } from '../../http/form.pipe.js';
import { FormRefused } from '../../http/form-refused.js';
import { type UniqueField, UsersService } from '../../users/users.service.js';
import type { FieldErrors } from '../../views/view.js';
import { RegisterDto } from './register.dto.js';

/** Body -> a registration that keeps every rule, "not taken" included: one answer names all fields at fault. */
@Injectable()
export class RegisterFormPipe implements PipeTransform {
  constructor(
    @Inject(FormPipe) private readonly forms: FormPipe,
    @Inject(UsersService) private readonly users: UsersService,
  ) {}

  async transform(body: unknown): Promise<RegisterDto> {
    const bound = await this.forms.bind(RegisterDto, body).catch(refusedForm);
    const broken = bound instanceof FormRefused ? bound.errors : {};
    const dto = bound instanceof FormRefused ? bound.dto : bound;
    if (!(dto instanceof RegisterDto)) throw new Error('not a registration');
    const taken = await this.users.taken(keepingRules(dto, broken));
    const errors = { ...broken, ...takenErrors(taken) };
    if (Object.keys(errors).length > 0) throw new FormRefused('validation_failed', dto, errors);
    return dto;
  }
}

/** The message of each field that another account has. */
export function takenErrors(fields: readonly UniqueField[]): FieldErrors {
  return Object.fromEntries(fields.map((field) => [field, [{ code: field === 'username' ? 'usernameTaken' : 'emailTaken' }]]));
}

/** Only what keeps its own rules is asked of the database. */
function keepingRules({ username, email }: RegisterDto, broken: FieldErrors) {
  return { ...(!broken['username'] && { username }), ...(!broken['email'] && { email }) };
}

function refusedForm(error: unknown): FormRefused {
  if (error instanceof FormRefused) return error;
  throw error;
}
