import type { Choice } from '../../../src/views/choices.js';

export const AREAS: readonly Choice[] = [
  { value: 'home', label: 'Home' },
  { value: 'work', label: 'Work' },
];

export const PRIORITIES: readonly Choice[] = [
  { value: 'soon', label: 'Soon' },
  { value: 'later', label: 'Later' },
];

export const TAGS: readonly Choice[] = [
  { value: 'phone', label: 'By phone' },
  { value: 'letter', label: 'By letter' },
];

export const valuesOf = (choices: readonly Choice[]): string[] => choices.map(({ value }) => value);
