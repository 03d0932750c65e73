/**
 * The one catalogue of errors. A code is never reused; `docs/errors.md` lists the same codes (a test compares).
 * Busy, no answer, machine and abandoned are outcomes, not errors.
 */
export const ERROR_CATALOGUE = {
  DLR_INPUT_INVALID: { status: 400, retryable: false, text: 'The input is not valid' },
  DLR_AUTH_REQUIRED: { status: 401, retryable: false, text: 'A token or a session is required' },
  DLR_AUTH_FORBIDDEN: { status: 403, retryable: false, text: 'The role does not allow this' },
  DLR_AUTH_SECOND_FACTOR: { status: 401, retryable: false, text: 'A second factor is required' },
  DLR_AUTH_PASSWORD_CHANGE: { status: 403, retryable: false, text: 'The password must be changed first' },
  DLR_AUTH_ORIGIN: { status: 403, retryable: false, text: 'The request came from another page' },
  DLR_AUTH_PROVIDER_DOWN: {
    status: 503,
    retryable: true,
    text: 'The provider of identities does not answer',
  },
  DLR_AUTH_PROVIDER_REFUSED: {
    status: 401,
    retryable: false,
    text: 'The sign-in at the provider was refused',
  },
  DLR_NOT_FOUND: { status: 404, retryable: false, text: 'Nothing here has that name' },
  DLR_INPUT_TOO_LARGE: { status: 413, retryable: false, text: 'The input is too large' },
  DLR_INPUT_TYPE: { status: 415, retryable: false, text: 'The kind of content is not taken here' },
  DLR_PRECONDITION_REQUIRED: { status: 428, retryable: false, text: 'Say which version you change' },
  DLR_PRECONDITION_FAILED: { status: 412, retryable: false, text: 'Somebody changed it in the meantime' },
  DLR_RATE_LIMITED: { status: 429, retryable: true, text: 'Too many requests' },
  DLR_DEADLINE_PASSED: { status: 503, retryable: true, text: 'The request took too long' },
  DLR_INTERNAL: { status: 500, retryable: false, text: 'Something that should not happen did' },
  DLR_STATE_CONFLICT: { status: 409, retryable: false, text: 'The present state does not allow this' },
  DLR_CONFIG_INVALID: { status: 500, retryable: false, text: 'The configuration is not valid' },
  DLR_DATABASE_DOWN: { status: 503, retryable: true, text: 'The database does not answer' },
  DLR_DATABASE_FULL: { status: 503, retryable: true, text: 'The database has no room left' },
  DLR_DATABASE_MIGRATION: { status: 503, retryable: false, text: 'The database schema does not fit' },
  DLR_DATA_FOLDER_BUSY: { status: 503, retryable: false, text: 'Another server uses this data folder' },
  DLR_MEDIA_DOWN: { status: 503, retryable: true, text: 'The media server does not answer' },
  DLR_MEDIA_REFUSED: { status: 502, retryable: false, text: 'The media server refused the command' },
  DLR_MEDIA_FULL: { status: 503, retryable: true, text: 'The media server takes no call now' },
  DLR_MEDIA_TIMEOUT: { status: 504, retryable: true, text: 'The media server did not answer in time' },
  DLR_MEDIA_AUTH: { status: 502, retryable: false, text: 'The media server refused the password' },
  DLR_MEDIA_GONE: { status: 404, retryable: false, text: 'The media server does not know that leg' },
  DLR_COORDINATION_DOWN: { status: 503, retryable: true, text: 'The coordination store does not answer' },
  DLR_JOBS_DOWN: { status: 503, retryable: true, text: 'The job queue does not answer' },
  DLR_SERVER_DOWN: { status: 503, retryable: true, text: 'The Cadência server does not answer' },
  DLR_PORT_TAKEN: { status: 500, retryable: false, text: 'The port is in use' },
  DLR_DISK_FULL: { status: 507, retryable: true, text: 'The disk is full' },
  DLR_PROGRAM_MISSING: { status: 500, retryable: false, text: 'A program is missing' },
  DLR_START_TIMEOUT: { status: 500, retryable: false, text: 'A part did not start in time' },
  DLR_POLICY_INVALID: { status: 400, retryable: false, text: 'The policy cannot be read' },
  DLR_POLICY_WIDENED: { status: 403, retryable: false, text: 'A rule of law may only be tightened' },
  DLR_POLICY_FOUR_EYES: { status: 403, retryable: false, text: 'A second person has to approve' },
  DLR_BILLING_INVALID: { status: 400, retryable: false, text: 'The contract or its facts cannot be read' },
  DLR_BILLING_REFUSED: { status: 409, retryable: false, text: 'Log and facts do not make a bill' },
  DLR_RECORDING_SEALED: { status: 500, retryable: false, text: 'The recording does not open' },
  DLR_FACTS_MOVED: { status: 409, retryable: true, text: 'A fact the gate decided on has changed' },
  DLR_DIAL_BLOCKED: { status: 409, retryable: false, text: 'A rule does not allow this call now' },
  DLR_DEMO_CLOCK: {
    status: 409,
    retryable: false,
    text: 'A demo with a shifted clock takes demo trunks only',
  },
  DLR_DEMO_TRUNK: {
    status: 403,
    retryable: false,
    text: 'Demo contacts only leave by a loopback demo trunk',
  },
} as const;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

export interface ErrorDetails {
  /** What went wrong, where, and what to do: one or two sentences for a person, without personal data. */
  readonly detail: string;
  /** Ids and figures, for programs and logs. */
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

/** Every error the product throws on purpose. */
export class CadenciaError extends Error {
  override readonly name = 'CadenciaError';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly fields: Readonly<Record<string, string | number | boolean>>;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(`${code}: ${ERROR_CATALOGUE[code].text}. ${details.detail}`, { cause: details.cause });
    this.code = code;
    this.detail = details.detail;
    this.fields = details.fields ?? {};
  }

  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }

  get retryable(): boolean {
    return ERROR_CATALOGUE[this.code].retryable;
  }
}

/** True for a CadenciaError of one of the codes. */
export function isCadenciaError(error: unknown, ...codes: readonly ErrorCode[]): error is CadenciaError {
  return error instanceof CadenciaError && (codes.length === 0 || codes.includes(error.code));
}

/** The sentence of any thrown thing. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
