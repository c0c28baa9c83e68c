import { createHmac } from 'node:crypto';

import type { WebhookState } from './webhook-state.ts';

/** Tells the addresses that webhooks name when there is something to read. */
export interface WebhookPings {
  /** There is a new payload. While a ping is on its way, or waits to be tried again, all that comes is one more. */
  readonly announce: (webhook: WebhookState) => void;
  /** Gives up all pings; none is sent after. */
  readonly stop: () => void;
}

/** What pings need from their surroundings. */
export interface PingOptions {
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly baseId: () => string;
  /** Whether this webhook is still there and not expired. */
  readonly isAlive: (webhook: WebhookState) => boolean;
  /** Called after each attempt, so that a restart knows how it went. */
  readonly changed: () => void;
}

/** How long a receiver may take to answer. */
const TIMEOUT_MS = 25_000;
/** Ten seconds, then twice as long each time: the last of them comes nearly a day after the first ping. */
const FIRST_RETRY_MS = 10_000;
const MOST_RETRIES = 13;

/** Sends pings in the background, one at a time for each webhook. */
export function createWebhookPings(options: PingOptions): WebhookPings {
  const stopping = new AbortController();
  const waitingById = new Map<string, boolean>();
  const run = async (webhook: WebhookState): Promise<void> => {
    while (waitingById.get(webhook.id) === true && !stopping.signal.aborted) {
      waitingById.set(webhook.id, false);
      await deliver(webhook, options, stopping.signal);
    }
    waitingById.delete(webhook.id);
  };
  return Object.freeze({
    announce: (webhook: WebhookState) => {
      if (webhook.notificationUrl === null || !webhook.areNotificationsEnabled) return;
      const isUnderWay = waitingById.has(webhook.id);
      waitingById.set(webhook.id, true);
      if (isUnderWay) return;
      // Its only failure is being stopped while it waits.
      void run(webhook).catch(() => waitingById.delete(webhook.id));
    },
    stop: () => stopping.abort(),
  });
}

/** One ping with its retries; after the last one notifications are switched off, payloads go on. */
async function deliver(
  webhook: WebhookState,
  options: PingOptions,
  signal: AbortSignal,
): Promise<void> {
  for (let retry = 0; options.isAlive(webhook) && webhook.areNotificationsEnabled; retry += 1) {
    const startedAtMs = options.now();
    const error = await attempt(webhook, options, signal);
    const completionTimestamp = new Date(options.now()).toISOString();
    const willBeRetried = retry < MOST_RETRIES;
    webhook.lastNotificationResult = {
      success: error === undefined,
      completionTimestamp,
      durationMs: options.now() - startedAtMs,
      retryNumber: retry,
      ...(error === undefined ? {} : { error: { message: error }, willBeRetried }),
    };
    if (error === undefined) webhook.lastSuccessfulNotificationTime = completionTimestamp;
    else if (!willBeRetried) webhook.areNotificationsEnabled = false;
    options.changed();
    if (error === undefined || !willBeRetried) return;
    await options.sleep(FIRST_RETRY_MS * 2 ** retry, signal);
  }
}

/** Sends one ping; answers what went wrong, if anything did. */
async function attempt(
  webhook: WebhookState,
  { baseId, fetch, now, sleep }: PingOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  signal.throwIfAborted();
  const timestamp = new Date(now()).toISOString();
  const body = JSON.stringify({ base: { id: baseId() }, webhook: { id: webhook.id }, timestamp });
  const key = Buffer.from(webhook.macSecretBase64, 'base64');
  const mac = createHmac('sha256', key).update(body).digest('hex');
  const finished = new AbortController();
  const request = new Request(webhook.notificationUrl ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-airtable-content-mac': `hmac-sha256=${mac}`,
    },
    body,
    signal: AbortSignal.any([signal, finished.signal]),
  });
  const timeout = sleep(TIMEOUT_MS, AbortSignal.any([signal, finished.signal])).then(
    () => 'The request timed out.',
    () => undefined,
  );
  try {
    const answer = fetch(request).then(async (response) => {
      const isEmpty = (await response.text()) === '';
      if (!response.ok) return `The server answered ${String(response.status)}.`;
      return isEmpty ? undefined : 'The answer has a body; it should be empty.';
    });
    return await Promise.race([answer, timeout]);
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  } finally {
    finished.abort();
  }
}
