/**
 * A refusal as Airtable words it: an HTTP status and a JSON body. Three body shapes are alive at once in the
 * real service (a bare word, an object, a list), so the body is kept whole instead of being built from parts.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(JSON.stringify(body));
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** 404: the address has the wrong shape. Airtable says so before it looks at the token. */
export const notFound = (): ApiError => new ApiError(404, { error: 'NOT_FOUND' });

/** 401: no token, or one that nobody was given. */
export const authenticationRequired = (): ApiError =>
  typed(401, 'AUTHENTICATION_REQUIRED', 'Authentication required');

/** 403: an unknown base, table or record, or one that the token may not see; one answer on purpose. */
export const modelNotFound = (): ApiError =>
  typed(
    403,
    'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
    'Invalid permissions, or the requested model was not found. Check that both your user and your token have the required permissions, and that the model names and/or ids are correct.',
  );

/** 403: the token or its user may not do this. */
export const notPermitted = (): ApiError =>
  typed(403, 'INVALID_PERMISSIONS', 'You are not permitted to perform this operation');

/** The body is not a JSON object: 400 by the documentation, 422 as seen. */
export const invalidBody = (status: 400 | 422): ApiError =>
  typed(status, 'INVALID_REQUEST_BODY', 'Could not parse request body');

/** 414: nobody has recorded Airtable's words for it. */
export const addressTooLong = (): ApiError =>
  typed(414, 'REQUEST_URI_TOO_LONG', 'Request URI too long');

/** 404: the record is gone, in the older of the two answers seen from the live service. */
export const recordNotFound = (): ApiError => typed(404, 'MODEL_ID_NOT_FOUND', 'Record not found');

/** 422: the request does not have the form the endpoint asks for; the default when nothing says it better. */
export const invalidRequest = (
  message = 'Invalid request: parameter validation failed. Check your request data.',
): ApiError => typed(422, 'INVALID_REQUEST_UNKNOWN', message);

/** 422, with a type and a sentence of its own. */
export const unprocessable = (type: string, message?: string): ApiError =>
  typed(422, type, message);

/** 422: a cell value does not fit its field. */
export const invalidValue = (fieldName: string): ApiError =>
  typed(422, 'INVALID_VALUE_FOR_COLUMN', `Field "${fieldName}" cannot accept the provided value`);

/** 422: a formula does not parse, or names a field that is not there. */
export const invalidFormula = (reason: string): ApiError =>
  typed(
    422,
    'INVALID_FILTER_BY_FORMULA',
    `The formula for filtering records is invalid: ${reason}`,
  );

function typed(status: number, type: string, message?: string): ApiError {
  return new ApiError(status, { error: message === undefined ? { type } : { type, message } });
}
