import type { MutationContext } from '../model/mutator.ts';
import type { JsonValue } from '../model/record.ts';
import { asList, asObject, asText } from './check.ts';
import { SyncError, type Failure } from './failure.ts';

/** `POST /v1/mutations`: mutations of one client, in the order in which they were made. */
export interface MutationRequest {
  /** Random, 1 to 64 characters: the journal knows a mutation by (clientId, id). */
  readonly clientId: string;
  readonly mutations: readonly SentMutation[];
}

/** One mutation as it is kept in the outbox and sent. */
export interface SentMutation {
  /** Any text of 1 to 64 characters, unique within the client. */
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, JsonValue>>;
  /** May be left out by other clients: the server then fixes it when it first sees the mutation. */
  readonly ctx?: MutationContext;
}

/** The answer of 200: one result for each mutation, in their order. */
export interface MutationResponse {
  readonly results: readonly MutationResult[];
}

/**
 * What became of a mutation; sending it again gives the same.
 *
 *   applied    it is in Airtable; the publication `seq` of `log` is the first that contains it, or the present one where it
 *              changed nothing, or is `hidden` by a filter ('awaiting approval')
 *   accepted   it is journalled and will be applied; ask again by sending it again after `retryAfterMs`
 *   rejected   it was not and will not be applied
 */
export type MutationResult =
  | {
      readonly id: string;
      readonly status: 'applied';
      readonly log: string;
      readonly seq: number;
      readonly hidden?: true;
    }
  | { readonly id: string; readonly status: 'accepted'; readonly retryAfterMs: number }
  | { readonly id: string; readonly status: 'rejected'; readonly error: MutationFailure };

/** Why a mutation was rejected; for a conflict, the present values of the fields that somebody else changed too. */
export interface MutationFailure extends Failure {
  readonly present?: Readonly<Record<string, JsonValue>>;
}

/** Mutations in one request, and its body's bytes; above either the answer is 4xx as a whole. */
export const MAX_MUTATIONS = 100;
export const MAX_MUTATION_BYTES = 256 * 1024;

/** Checks a parsed request; throws `SyncError('invalid-response')` that names the place. Members it does not know are left. */
export function decodeMutationRequest(value: unknown): MutationRequest {
  const request = asObject(value, 'request');
  const mutations = asList(request['mutations'], 'request.mutations');
  if (mutations.length > MAX_MUTATIONS) {
    throw new SyncError(
      'invalid-response',
      `request.mutations are ${mutations.length}, expected at most ${MAX_MUTATIONS}`,
    );
  }
  return {
    clientId: asShortText(request['clientId'], 'request.clientId'),
    mutations: mutations.map((mutation, i) =>
      decodeSentMutation(mutation, `request.mutations[${i}]`),
    ),
  };
}

function decodeSentMutation(value: unknown, place: string): SentMutation {
  const mutation = asObject(value, place);
  const ctx = mutation['ctx'];
  return {
    id: asShortText(mutation['id'], `${place}.id`),
    name: asShortText(mutation['name'], `${place}.name`),
    args: asObject(mutation['args'], `${place}.args`) as SentMutation['args'],
    ...(ctx === undefined || ctx === null ? {} : { ctx: decodeContext(ctx, `${place}.ctx`) }),
  };
}

function decodeContext(value: unknown, place: string): MutationContext {
  const ctx = asObject(value, place);
  const now = ctx['now'];
  const newIds = asList(ctx['newIds'] ?? [], `${place}.newIds`);
  // Every time that a `Date` can say.
  if (typeof now !== 'number' || !Number.isFinite(now) || Math.abs(now) > 8.64e15) {
    throw new SyncError('invalid-response', `${place}.now is not a time in ms`);
  }
  return {
    now: Math.trunc(now),
    newIds: newIds.map((id) => asShortText(id, `${place}.newIds`)),
  };
}

function asShortText(value: unknown, place: string): string {
  const text = asText(value, place);
  if (text.length >= 1 && text.length <= 64) return text;
  throw new SyncError('invalid-response', `${place} is not a text of 1 to 64 characters`);
}
