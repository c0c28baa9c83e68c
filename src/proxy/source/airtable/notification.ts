import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Notification, Verdict } from '../source.ts';

/** Airtable repeats a ping that was not taken; what is older than this has long been read. Clocks differ by less. */
const STALE_MS = 60 * 60_000;

/** Judges a notification. The signature is over the raw bytes, and compared in constant time, before anything is read. */
export function judgeNotification(
  { bytes, mac }: Notification,
  expected: { readonly webhookId: string; readonly secret: string },
  { nowMs, newestAt }: { readonly nowMs: number; readonly newestAt: number },
): { readonly verdict: Verdict; readonly at: number } {
  const key = Buffer.from(expected.secret, 'base64');
  const right = createHmac('sha256', key).update(bytes).digest();
  const given = Buffer.from(/^hmac-sha256=([0-9a-f]{64})$/i.exec(mac ?? '')?.[1] ?? '', 'hex');
  if (given.length !== right.length || !timingSafeEqual(given, right)) {
    return { verdict: 'forged', at: 0 };
  }
  const { webhookId, at } = read(bytes);
  if (webhookId !== expected.webhookId) return { verdict: 'unexpected', at: 0 };
  if (!(Math.abs(nowMs - at) <= STALE_MS)) return { verdict: 'stale', at: 0 };
  return { verdict: at > newestAt ? 'news' : 'known', at };
}

function read(bytes: Uint8Array): { readonly webhookId: unknown; readonly at: number } {
  try {
    const body = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly webhook?: { readonly id?: unknown };
      readonly timestamp?: unknown;
    };
    return { webhookId: body.webhook?.id, at: Date.parse(String(body.timestamp)) };
  } catch {
    // Signed, and yet no JSON: nothing that we know how to heed.
    return { webhookId: undefined, at: Number.NaN };
  }
}
