import { asCount, asList, asObject, asText } from './check.ts';
import type { MutationFailure, MutationResult } from './mutation.ts';

/** Checks a parsed answer; throws `SyncError('invalid-response')` for one that is not about these mutations, in their order. */
export function decodeResults(value: unknown, ids: readonly string[]): readonly MutationResult[] {
  const results = asList(asObject(value, 'answer')['results'], 'answer.results').map(decodeResult);
  asList(results.length === ids.length ? results : undefined, `answer.results for ${ids.length}`);
  return ids.map((id, i) => {
    asText(results[i]!.id === id ? id : undefined, `answer.results[${i}].id`);
    return results[i]!;
  });
}

function decodeResult(value: unknown): MutationResult {
  const result = asObject(value, 'result');
  const id = asText(result['id'], 'result.id');
  switch (result['status']) {
    case 'applied': {
      const [log, seq] = [
        asText(result['log'], 'result.log'),
        asCount(result['seq'], 'result.seq'),
      ];
      return {
        id,
        status: 'applied',
        log,
        seq,
        ...(result['hidden'] === true ? { hidden: true } : {}),
      };
    }
    case 'accepted':
      return {
        id,
        status: 'accepted',
        retryAfterMs: asCount(result['retryAfterMs'], 'result.retryAfterMs'),
      };
    default: {
      asText(result['status'] === 'rejected' ? 'rejected' : undefined, 'result.status');
      return { id, status: 'rejected', error: decodeFailure(result['error']) };
    }
  }
}

/** Checks why something was refused; a code of a newer server is kept as it is. */
export function decodeFailure(value: unknown): MutationFailure {
  const error = asObject(value, 'error');
  asText(error['code'], 'error.code');
  asText(error['message'], 'error.message');
  return error as unknown as MutationFailure;
}
