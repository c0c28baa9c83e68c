/** Why a token may be refused with 401, in words for its owner. */
export const TOKEN_REFUSED = 'it is mistyped, expired or revoked';

/** Why what it asks for may be refused with 403. */
export const ACCESS_REFUSED =
  "the token has no access to the base or lacks the scope data.records:read, AIRTABLE_BASE_ID is another base's, or the table has another name";

/** Where both are looked at and mended. */
export const TOKENS_PAGE = 'https://airtable.com/create/tokens';
