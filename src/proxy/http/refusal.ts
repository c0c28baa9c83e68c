import type { FailureCode } from '../../protocol/failure.ts';
import { DATA_HEADERS } from '../security-headers.ts';

/** A refusal as JSON that says what to do; `no-store`, so nobody on the way keeps it. */
// oxlint-disable-next-line max-params -- what an answer is made of, in an answer's order
export function refuse(
  status: number,
  code: FailureCode | 'bad-request' | 'method-not-allowed',
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json(
    { error: { code, message } },
    { status, headers: { ...DATA_HEADERS, 'cache-control': 'no-store', ...headers } },
  );
}
