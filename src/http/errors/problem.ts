import type { TextCode } from '../../texts/texts.js';

/** The product refuses in these ways only: each has a stable code, its status and the text for people. */
export const PROBLEMS = {
  bad_request: { status: 400, text: 'badRequest' },
  invalid_credentials: { status: 401, text: 'invalidCredentials' },
  invalid_code: { status: 401, text: 'invalidCode' },
  invalid_passkey: { status: 401, text: 'invalidPasskey' },
  login_required: { status: 401, text: 'loginRequired' },
  fresh_login_required: { status: 403, text: 'freshLoginRequired' },
  second_factor_required: { status: 403, text: 'secondFactorRequired' },
  forbidden: { status: 403, text: 'forbidden' },
  session_required: { status: 403, text: 'sessionRequired' },
  impersonating: { status: 403, text: 'impersonating' },
  verification_required: { status: 403, text: 'verificationRequired' },
  cross_site_request: { status: 403, text: 'crossSiteRequest' },
  https_required: { status: 403, text: 'httpsRequired' },
  not_found: { status: 404, text: 'notFound' },
  method_not_allowed: { status: 405, text: 'methodNotAllowed' },
  account_changed: { status: 409, text: 'accountChanged' },
  conflict: { status: 409, text: 'conflict' },
  second_factor_unavailable: { status: 409, text: 'secondFactorUnavailable' },
  link_invalid: { status: 410, text: 'linkInvalid' },
  payload_too_large: { status: 413, text: 'payloadTooLarge' },
  uri_too_long: { status: 414, text: 'uriTooLong' },
  unsupported_media_type: { status: 415, text: 'unsupportedMediaType' },
  expectation_failed: { status: 417, text: 'expectationFailed' },
  validation_failed: { status: 422, text: 'validationFailed' },
  cannot_impersonate: { status: 422, text: 'cannotImpersonate' },
  last_admin: { status: 422, text: 'lastAdmin' },
  too_many_attempts: { status: 429, text: 'tooManyAttempts' },
  internal_error: { status: 500, text: 'internalError' },
  service_unavailable: { status: 503, text: 'serviceUnavailable' },
} as const satisfies Record<string, { status: number; text: TextCode }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** A refusal is answered with these, whoever threw it. */
export interface Refusal {
  /** This is one of {@link PROBLEMS}, or the name of the status of an exception that a team threw. */
  readonly code: string;
  readonly status: number;
  /** This is the code of a text, or a text itself. */
  readonly text: string;
  readonly options: { readonly headers?: Readonly<Record<string, string>>; readonly reason?: string };
}

/** Is thrown to refuse a request; the error filter turns it into the answer that docs/http-api.md has for it. */
export class Problem extends Error implements Refusal {
  override readonly name: string = 'Problem';

  constructor(
    readonly code: ProblemCode,
    readonly options: Refusal['options'] = {},
  ) {
    super(options.reason ?? code);
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  get text(): TextCode {
    return PROBLEMS[this.code].text;
  }
}
