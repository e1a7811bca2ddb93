import { SetMetadata, type Type } from '@nestjs/common';
import { ACCEPTS_BODY } from '../request-state.js';

export interface BodyOptions {
  /** A body has at most so many bytes: `64kb`, `5mb`, `1gb`. The default is `32kb`. */
  readonly most?: string;
  /**
   * These media types are taken: `application/json`, `text/csv`, `multipart/form-data`, all of a kind by `image/*`.
   * The default is forms and JSON.
   */
  readonly types?: readonly string[];
  /** This takes bodies that are packed by gzip too; `most` counts what comes out. */
  readonly gzip?: boolean;
  /** A `multipart/form-data` body has at most so many files; the default is 1. */
  readonly files?: number;
  /** The form of this DTO is shown again, with this message at its field, when the body has more; else an error page is. */
  readonly tooLarge?: RefusedForm;
}

/** This is a form that is refused before its fields are known. */
export interface RefusedForm {
  readonly dto: Type<object>;
  readonly field: string;
  /** This is the code of a text. */
  readonly code: string;
}

/** This is what a route takes, as it is read. */
export interface AcceptedBody {
  /** Bytes. */
  readonly most: number;
  readonly gzip: boolean;
  readonly files: number;
  readonly tooLarge: RefusedForm | undefined;
  readonly takes: (type: string) => boolean;
}

const UNITS = { kb: 1_024, mb: 1_024 ** 2, gb: 1_024 ** 3 } as const;

const FORMS_AND_JSON = ['application/x-www-form-urlencoded', 'application/json'];

/**
 * Lets one handler take bodies that others refuse. It is read when the person may come in: JSON (any value at its
 * top), forms and `text/*` are parsed, `multipart/form-data` gives fields and files, everything else is a Buffer;
 * `request.rawBody` has the bytes as they came. A word that is misspelt stops the start.
 */
export function AcceptsBody({
  most = '32kb',
  types = FORMS_AND_JSON,
  gzip = false,
  files = 1,
  tooLarge,
}: BodyOptions): MethodDecorator {
  const accepted: AcceptedBody = { most: bytes(most), gzip, files: count(files), takes: matcher(types), tooLarge };
  return SetMetadata(ACCEPTS_BODY, accepted);
}

function bytes(text: string): number {
  const [, number = '', unit = ''] = /^([1-9]\d{0,3})(kb|mb|gb)$/.exec(text) ?? [];
  if (unit === '') throw new Error(`@AcceptsBody: most is "${text}", and must be a size such as 64kb, 5mb or 1gb`);
  return Number(number) * UNITS[unit as keyof typeof UNITS];
}

function count(files: number): number {
  if (!Number.isInteger(files) || files < 1) throw new Error(`@AcceptsBody: files is ${files}, and must be 1 or more`);
  return files;
}

function matcher(types: readonly string[]): (type: string) => boolean {
  const known = types.map((type) => type.toLowerCase());
  const odd = known.find((type) => !/^[\w!#$&^.+-]+\/(\*|[\w!#$&^.+-]+)$/.test(type));
  if (odd !== undefined || known.length === 0) {
    throw new Error(`@AcceptsBody: "${odd ?? ''}" is no media type such as application/json or image/*`);
  }
  return (type) => known.some((one) => (one.endsWith('/*') ? type.startsWith(one.slice(0, -1)) : type === one));
}
