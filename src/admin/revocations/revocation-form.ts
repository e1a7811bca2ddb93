import { Injectable } from '@nestjs/common';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import type { FieldValues } from '../../http/responses/outcome.js';
import { InvalidCondition } from '../../sessions/revocations/condition-request.js';
import { ConditionReader, type StatedCondition } from '../../sessions/revocations/condition-reader.js';
import type { FieldErrors } from '../../views/view.js';
import { RevocationDto } from './revocation.dto.js';

/** This is what somebody wants ended, or only counted. */
export interface SentRevocation {
  readonly condition: StatedCondition;
  readonly isDryRun: boolean;
  /** These stand in the form again, with the time that was meant in the place of `now`. */
  readonly values: FieldValues;
}

/** Reads the form of a mass revocation. */
@Injectable()
export class RevocationForm {
  constructor(
    private readonly forms: FormPipe,
    private readonly reader: ConditionReader,
  ) {}

  /** Throws InvalidForm with all that is wrong, at the fields of the form. */
  async read(body: unknown): Promise<SentRevocation> {
    const form = await this.forms.bind(RevocationDto, body);
    const isDryRun = form.dryRun !== '' && form.dryRun !== false;
    const missing: FieldErrors = form.reason === '' && !isDryRun ? { reason: [{ code: 'revocationReason' }] } : {};
    const condition = await this.conditionOf(form).catch((error: unknown) => {
      if (error instanceof InvalidCondition) return error;
      throw error;
    });
    const wrong = condition instanceof InvalidCondition ? fieldsOf(condition) : {};
    const errors = { ...wrong, ...missing };
    if (condition instanceof InvalidCondition || Object.keys(errors).length > 0) {
      throw new InvalidForm('validation_failed', form, inOrder(errors));
    }
    const { role, method, address, reason } = form;
    const users = typeof form.users === 'string' ? form.users : form.users.join('\n');
    const before = new Date(condition.before).toISOString();
    return { condition, isDryRun, values: { before, role, method, address, users, reason } };
  }

  private async conditionOf({ before, role, method, address, users, reason }: RevocationDto): Promise<StatedCondition> {
    return this.reader.read({ before, role, method, network: address, users: namesIn(users), reason });
  }
}

/** An empty box names nobody and means all; an empty list of a program's is a list that was not filled. */
function namesIn(users: string | readonly string[]): readonly string[] | undefined {
  if (typeof users !== 'string') return users;
  const lines = users.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.length === 0 ? undefined : lines;
}

/** The form calls it as the console's option is called. */
function fieldsOf({ errors }: InvalidCondition): FieldErrors {
  const entries = Object.entries(errors).map(([field, own]) => [field === 'network' ? 'address' : field, own] as const);
  return Object.fromEntries(entries);
}

/** The first field at fault takes the focus. */
function inOrder(errors: FieldErrors): FieldErrors {
  const fields = Object.keys(new RevocationDto());
  return Object.fromEntries(Object.entries(errors).toSorted(([one], [other]) => fields.indexOf(one) - fields.indexOf(other)));
}
