import fc from 'fast-check';
import { hostileText } from './hostile-text.js';

/** Fields of every form, and names that are none. */
const NAMES = ['identifier', 'username', 'email', 'password', 'passwordConfirmation', 'currentPassword', 'remember', 'next', '__proto__', 'constructor', 'prototype', 'constructor.prototype', 'toString', 'hasOwnProperty', 'then', 'length', 'id', 'passwordHash', 'version', '', '$or']; // prettier-ignore

const OPERATORS = ['$ne', '$gt', '$in', '$or', '$and', '$not', '$like', '$re', '$exists', '$some', '__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON', 'then', 'length', 'id']; // prettier-ignore

const NUMBERS = [
  '0',
  '-0',
  '1',
  '1e400',
  '-1e400',
  '1e-400',
  '9007199254740993',
  '1'.repeat(400),
  '0.1',
  'true',
  'false',
  'null',
];

/** Written JSON of one value: texts, numbers no number can hold, operators, nesting. */
const { value } = fc.letrec<{ value: string; array: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    { weight: 6, arbitrary: hostileText.map(written) },
    { weight: 3, arbitrary: fc.constantFrom(...NUMBERS) },
    { weight: 2, arbitrary: tie('array') },
    { weight: 3, arbitrary: tie('object') },
  ),
  array: fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
  object: fc
    .array(fc.tuple(fc.oneof(fc.constantFrom(...OPERATORS), hostileText), tie('value')), { maxLength: 4 })
    .map((pairs) => `{${pairs.map(([name, item]) => `${written(name)}:${item}`).join(',')}}`),
}));

/** Writes a text as JSON does, or with every character escaped. */
function written(text: string): string {
  return text.length % 5 === 4
    ? `"${Array.from({ length: text.length }, (_, at) => escaped(text, at)).join('')}"`
    : JSON.stringify(text);
}

function escaped(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

/** The right fields of a form, as JSON, some of which others take the place of, or stand beside. */
export function hostileJson(right: Readonly<Record<string, string>>): fc.Arbitrary<string> {
  const kept = someOf(right).map((pairs) => pairs.map(([name, text]): [string, string] => [name, JSON.stringify(text)]));
  const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: hostileText });
  const other = fc.array(fc.tuple(name, value), { maxLength: 5 });
  const body = fc
    .tuple(kept, other, fc.boolean())
    .map(([own, foreign, last]) => (last ? [...foreign, ...own] : [...own, ...foreign]))
    .map((pairs) => `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${item}`).join(',')}}`);
  return fc.oneof(
    { weight: 6, arbitrary: body },
    { weight: 1, arbitrary: value },
    { weight: 1, arbitrary: body.chain(damaged) },
    { weight: 1, arbitrary: nested },
  );
}

/** All right fields, or some: behind what is complete lies more that may break. */
const someOf = (right: Readonly<Record<string, string>>) =>
  fc.oneof(fc.constant(Object.entries(right)), fc.subarray(Object.entries(right)));

const nested = fc
  .tuple(
    fc.integer({ min: 1, max: 8_000 }),
    fc.constantFrom(['[', ']'], ['{"a":', '}'], ['{"__proto__":', '}'], ['[', ''], ['{"a":', '']),
  )
  .map(([depth, [open = '', close = '']]) => `{"next":${open.repeat(depth % 2_300)}1${close.repeat(depth % 2_300)}}`);

/** Something missing, or something in between. */
const damaged = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.nat(3), hostileText)
    .map(([at, length, more]) => text.slice(0, at) + more.slice(0, 20) + text.slice(at + length));

/** Writes the same as a form, with names such as `a[b]` and bytes that are no UTF-8. */
export function hostileForm(right: Readonly<Record<string, string>>): fc.Arbitrary<string> {
  const kept = someOf(right).map((pairs) => pairs.map((pair) => pair.map(encodeURIComponent).join('=')));
  const name = fc
    .tuple(
      fc.constantFrom(...NAMES),
      fc.constantFrom('', '', '[]', '[$ne]', '[__proto__]', '[constructor][prototype][x]', '.x', '[0]', '%00'),
    )
    .map((parts) => parts.join(''));
  const text = fc.oneof(hostileText.map((plain) => encodeURIComponent(plain.toWellFormed())), fc.string({ unit: 'binary-ascii', maxLength: 20 }), fc.constantFrom('%', '%zz', '%ff', '%ED%A0%80', '%C0%AF', '%u0041', '+', '%00', '=')); // prettier-ignore
  const other = fc.array(
    fc.tuple(name, fc.option(text)).map(([key, plain]) => (plain === null ? key : `${key}=${plain}`)),
    { maxLength: 6 },
  );
  const joined = fc
    .tuple(kept, other, fc.constantFrom('&', '&', '&', '&&', ';'))
    .map(([own, foreign, between]) => [...own, ...foreign].join(between));
  return fc.oneof({ weight: 5, arbitrary: joined }, { weight: 1, arbitrary: joined.chain(damaged) });
}
