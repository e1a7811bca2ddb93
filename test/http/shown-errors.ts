import { expect } from 'vitest';
import type { Answer } from '../support/visitor.js';

/** The messages of the contract's section 3; where it asks only for "a message that says which", what must be in it. */
export const TEXTS = {
  NAME: 'Please provide a valid name: 3 to 20 characters',
  CHARACTERS: 'Usernames must have only letters, numbers, dots or underscores',
  NAME_TAKEN: 'Username already taken',
  EMAIL: 'Please provide a valid email address',
  EMAIL_TAKEN: 'Email already registered',
  MATCH: 'Passwords must match',
  SHORT: /at least 8\b/i,
  LONG: /at most 256\b/i,
  CONTROL: /control/i,
  COMMON: /common/i,
  PERSONAL: /name.*email.*site/i,
} as const;

/** The form again: messages at their fields, in order; what was typed is kept, passwords are not. */
export function expectErrorsInHtml(answer: Answer, typed: Record<string, string>, errors: Record<string, string[]>): void {
  expect(answer.status).toBe(422);
  const page = answer.text;
  expect(page).toMatch(/<form method="post" action="\/(login|register)" novalidate/);
  expect(page).toMatch(/role="alert"[^>]*data-category="danger"|data-category="danger"[^>]*role="alert"/);
  for (const [field, value] of Object.entries(typed)) {
    const input = inputOf(page, field);
    expect(page).toMatch(new RegExp(`<label[^>]* for="${field}"[^>]*>[^<]+</label>`));
    const messages = errors[field];
    if (messages === undefined) {
      expect(input).not.toContain('aria-invalid');
      expect(page).not.toContain(`id="${field}-error"`);
    } else {
      expect(input).toContain('aria-invalid="true"');
      expect(input).toMatch(new RegExp(`aria-describedby="([^"]* )?${field}-error( [^"]*)?"`));
      const [, shown = ''] = new RegExp(`id="${field}-error"[^>]*>(.*?)</div></div>`, 's').exec(page) ?? [];
      expect(shown.replace(/^<div>/, '').split('</div><div>')).toEqual(messages.map(escaped));
    }
    if (/password/i.test(field)) expect(input).not.toMatch(/ value(=|\s|>)/);
    else
      expect(unescaped(/ value="([^"]*)"/.exec(input)?.[1] ?? '')).toBe(
        value.replace(/^[ \t\n\f\r\u00a0\u200b\ufeff]+|[ \t\n\f\r\u00a0\u200b\ufeff]+$/g, ''),
      );
  }
  for (const field of ['password', 'passwordConfirmation']) {
    const secret = typed[field] ?? '';
    // Words that the page says itself prove nothing.
    if (secret.length > 3 && !/^(gatehouse|wanderer|password)/i.test(secret)) expect(page).not.toContain(secret);
  }
}

/** The tag of one field. */
export function inputOf(page: string, field: string): string {
  return new RegExp(`<input(?:[^>"]|"[^"]*")* name="${field}"(?:[^>"]|"[^"]*")*>`).exec(page)?.[0] ?? '';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
