import type { FormState } from '../../views/view.js';
import type { InvalidForm } from '../errors/invalid-form.js';

/** Returns what was typed, for the form that is shown again: every text and list of the DTO except passwords. */
export function oldInput({ dto, errors }: InvalidForm, alert: string | undefined): FormState {
  const values = Object.entries(dto ?? {})
    .map(([field, value]): [string, unknown] => [field, value === true ? 'on' : value])
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !/password/i.test(entry[0]));
  const lists = Object.entries(dto ?? {}).filter((entry): entry is [string, string[]] => isTexts(entry[1]));
  return {
    values: Object.fromEntries(values),
    ...(lists.length > 0 && { lists: Object.fromEntries(lists) }),
    errors,
    ...(alert !== undefined && { alert }),
  };
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
