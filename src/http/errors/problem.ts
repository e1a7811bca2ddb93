import type { TextCode } from '../../texts/texts.js';

/** The product refuses in these ways only: each has a stable code, its status and the text for people. */
export const PROBLEMS = {
  bad_request: { status: 400, text: 'badRequest' },
  invalid_credentials: { status: 401, text: 'invalidCredentials' },
  invalid_code: { status: 401, text: 'invalidCode' },
  login_required: { status: 401, text: 'loginRequired' },
  fresh_login_required: { status: 403, text: 'freshLoginRequired' },
  forbidden: { status: 403, text: 'forbidden' },
  cross_site_request: { status: 403, text: 'crossSiteRequest' },
  https_required: { status: 403, text: 'httpsRequired' },
  not_found: { status: 404, text: 'notFound' },
  method_not_allowed: { status: 405, text: 'methodNotAllowed' },
  account_changed: { status: 409, text: 'accountChanged' },
  conflict: { status: 409, text: 'conflict' },
  payload_too_large: { status: 413, text: 'payloadTooLarge' },
  uri_too_long: { status: 414, text: 'uriTooLong' },
  unsupported_media_type: { status: 415, text: 'unsupportedMediaType' },
  expectation_failed: { status: 417, text: 'expectationFailed' },
  validation_failed: { status: 422, text: 'validationFailed' },
  too_many_attempts: { status: 429, text: 'tooManyAttempts' },
  internal_error: { status: 500, text: 'internalError' },
  service_unavailable: { status: 503, text: 'serviceUnavailable' },
} as const satisfies Record<string, { status: number; text: TextCode }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Is thrown to refuse a request; the error filter turns it into the answer that docs/http-api.md has for it. */
export class Problem extends Error {
  override readonly name: string = 'Problem';

  constructor(
    readonly code: ProblemCode,
    readonly options: { readonly headers?: Readonly<Record<string, string>>; readonly reason?: string } = {},
  ) {
    super(code);
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}
