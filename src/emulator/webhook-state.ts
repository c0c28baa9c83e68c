import type { JsonObject } from './json.ts';

/** One webhook as it is kept, over restarts too. `payloads` are consecutive; the first has number `firstCursor`. */
export interface WebhookState {
  readonly id: string;
  readonly specification: unknown;
  readonly notificationUrl: string | null;
  readonly macSecretBase64: string;
  areNotificationsEnabled: boolean;
  lastNotificationResult?: JsonObject | null;
  lastSuccessfulNotificationTime?: string | null;
  expiresAtMs: number;
  firstCursor: number;
  payloads: { readonly atMs: number; readonly payload: JsonObject }[];
}
