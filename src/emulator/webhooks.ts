import type { WebhookState } from './webhook-state.ts';
import { ApiError, invalidRequest } from './api-error.ts';
import type { Commit } from './base-store.ts';
import type { CellOutput } from './cell-output.ts';
import type { IdKind } from './ids.ts';
import { isObject, type JsonObject } from './json.ts';
import { createWebhookPings, type PingOptions } from './webhook-pings.ts';
import { payloadOf, readFilter } from './webhook-payload.ts';

/** The webhooks of one base, as its endpoints answer them. */
export interface Webhooks {
  readonly create: (body: unknown) => JsonObject;
  readonly list: () => JsonObject;
  readonly refresh: (id: string) => JsonObject;
  readonly remove: (id: string) => void;
  readonly enableNotifications: (id: string, body: unknown) => void;
  /** Payloads from a cursor on; asking extends the webhook's life. */
  readonly payloads: (id: string, search: URLSearchParams) => JsonObject;
  readonly record: (commit: Commit) => void;
  readonly state: () => readonly WebhookState[];
  readonly restore: (states: readonly WebhookState[]) => void;
  /** Sends no more pings. */
  readonly stop: () => void;
}

const DAY_MS = 86_400_000;
/** How long a webhook lives without being asked or refreshed, and how long a payload is kept. */
const LIFE_MS = 7 * DAY_MS;
const MAX_PER_BASE = 10;
const MAX_PAYLOADS_PER_ANSWER = 50;

interface WebhookOptions extends Omit<PingOptions, 'isAlive'> {
  readonly random: () => number;
  readonly newId: (kind: IdKind) => string;
  readonly output: CellOutput;
}

/** Keeps webhooks and, for each, the payloads of every commit it hears. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { now } = options;
  const webhookById = new Map<string, WebhookState>();
  /** All that can still be asked. After expiry a webhook stays readable for as long again, then it is gone. */
  const readable = (): readonly WebhookState[] => {
    for (const [id, webhook] of webhookById) {
      if (now() >= webhook.expiresAtMs + LIFE_MS) webhookById.delete(id);
    }
    return [...webhookById.values()];
  };
  const pings = createWebhookPings({
    ...options,
    isAlive: (webhook) => webhookById.get(webhook.id) === webhook && now() < webhook.expiresAtMs,
  });
  const find = (id: string): WebhookState => {
    const found = readable().find((webhook) => webhook.id === id);
    if (found === undefined) throw new ApiError(404, { error: 'NOT_FOUND' });
    return found;
  };
  return Object.freeze({
    create: (body: unknown) => {
      if (readable().length >= MAX_PER_BASE) throw tooManyWebhooks();
      const webhook = newWebhook(body, options);
      webhookById.set(webhook.id, webhook);
      const { id, macSecretBase64, expiresAtMs } = webhook;
      return { id, macSecretBase64, expirationTime: new Date(expiresAtMs).toISOString() };
    },
    list: () => ({ webhooks: readable().map((webhook) => describe(webhook, now())) }),
    refresh: (id: string) => ({ expirationTime: extend(find(id), now()) }),
    remove: (id: string) => {
      webhookById.delete(find(id).id);
    },
    enableNotifications: (id: string, body: unknown) => {
      if (!isObject(body) || typeof body['enable'] !== 'boolean') throw invalidRequest();
      find(id).areNotificationsEnabled = body['enable'];
    },
    payloads: (id: string, search: URLSearchParams) => {
      const webhook = find(id);
      extend(webhook, now());
      return pageOfPayloads(webhook, search);
    },
    record: (commit: Commit) => {
      for (const webhook of webhookById.values()) {
        if (recordOne(webhook, commit, options)) pings.announce(webhook);
      }
    },
    state: () => [...webhookById.values()],
    restore: (states: readonly WebhookState[]) => {
      webhookById.clear();
      for (const state of states) webhookById.set(state.id, structuredClone(state));
    },
    stop: pings.stop,
  });
}

/** Gives a webhook that is alive another life, and says until when. */
function extend(webhook: WebhookState, nowMs: number): string {
  if (nowMs < webhook.expiresAtMs) webhook.expiresAtMs = nowMs + LIFE_MS;
  return new Date(webhook.expiresAtMs).toISOString();
}

/** Says whether the webhook has a new payload. */
function recordOne(
  webhook: WebhookState,
  commit: Commit,
  { now, output }: WebhookOptions,
): boolean {
  if (now() >= webhook.expiresAtMs) return false;
  const filter = readFilter(webhook.specification);
  const payload = filter && payloadOf(commit, filter, output);
  if (payload !== undefined) webhook.payloads.push({ atMs: commit.atMs, payload });
  dropOldPayloads(webhook, now());
  return payload !== undefined;
}

function newWebhook(body: unknown, options: WebhookOptions): WebhookState {
  const specification = isObject(body) ? body['specification'] : undefined;
  if (!isObject(body) || readFilter(specification) === undefined) throw invalidRequest();
  const notificationUrl = body['notificationUrl'] ?? null;
  const isAddress = typeof notificationUrl === 'string' && /^https?:\/\//.test(notificationUrl);
  if (notificationUrl !== null && !(isAddress && URL.canParse(notificationUrl))) {
    throw invalidRequest();
  }
  const secret = Uint8Array.from({ length: 64 }, () => Math.floor(options.random() * 256));
  return {
    id: options.newId('ach'),
    specification,
    notificationUrl,
    macSecretBase64: Buffer.from(secret).toString('base64'),
    areNotificationsEnabled: true,
    expiresAtMs: options.now() + LIFE_MS,
    firstCursor: 1,
    payloads: [],
  };
}

function describe(webhook: WebhookState, nowMs: number): JsonObject {
  return {
    id: webhook.id,
    type: 'client',
    isHookEnabled: nowMs < webhook.expiresAtMs,
    notificationUrl: webhook.notificationUrl,
    cursorForNextPayload: webhook.firstCursor + webhook.payloads.length,
    lastNotificationResult: webhook.lastNotificationResult ?? null,
    areNotificationsEnabled: webhook.areNotificationsEnabled,
    lastSuccessfulNotificationTime: webhook.lastSuccessfulNotificationTime ?? null,
    expirationTime: new Date(webhook.expiresAtMs).toISOString(),
    specification: webhook.specification,
  };
}

/** A cursor before the oldest kept payload starts there; one beyond the newest answers nothing and stays. */
function pageOfPayloads(webhook: WebhookState, search: URLSearchParams): JsonObject {
  const cursor = Number(search.get('cursor') || 1);
  const limit = Number(search.get('limit') || MAX_PAYLOADS_PER_ANSWER);
  const isWrong = !Number.isInteger(cursor) || cursor < 1 || !Number.isInteger(limit) || limit < 1;
  if (isWrong || limit > MAX_PAYLOADS_PER_ANSWER) throw invalidRequest();
  const start = Math.max(0, cursor - webhook.firstCursor);
  const page = webhook.payloads.slice(start, start + limit);
  const end = start + page.length;
  return {
    cursor: page.length === 0 ? Math.max(cursor, webhook.firstCursor) : webhook.firstCursor + end,
    mightHaveMore: end < webhook.payloads.length,
    payloads: page.map(({ payload }) => payload),
  };
}

function dropOldPayloads(webhook: WebhookState, nowMs: number): void {
  const oldest = webhook.payloads.findIndex(({ atMs }) => nowMs - atMs < LIFE_MS);
  const count = oldest < 0 ? webhook.payloads.length : oldest;
  webhook.payloads = webhook.payloads.slice(count);
  webhook.firstCursor += count;
}

function tooManyWebhooks(): ApiError {
  const message = `Bases can have at most ${String(MAX_PER_BASE)} webhooks.`;
  return new ApiError(403, { error: { type: 'TOO_MANY_WEBHOOKS_IN_BASE', message } });
}
