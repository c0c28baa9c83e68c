import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';
import { AirtableError } from './airtable-error.ts';
import type { CursorFile, CursorPlace } from './cursor-file.ts';
import { WEBHOOK_LIFE_MS, type AirtableWebhook } from './webhook.ts';

/** The webhook of a base that is ours, and how far its changes are published; both outlast a restart. */
export interface OwnWebhook {
  /** Finds the one of an earlier run, or makes one. Throws where the token allows neither. */
  readonly open: (signal: AbortSignal) => Promise<void>;
  /** Where reading goes on. Throws where there is no webhook, or none any more. */
  readonly place: () => CursorPlace;
  /** All before this cursor is published, and the webhook lives on. */
  readonly moveTo: (cursor: number, expiresAt: number) => Promise<void>;
  /** It was read without news, and lives on. */
  readonly noteLife: (expiresAt: number) => Promise<void>;
  /** Forgets the webhook: it is gone. */
  readonly forget: () => Promise<void>;
  /** Whose notifications are taken, and how they are signed; undefined where none are to be expected. */
  readonly notifier: () => { readonly webhookId: string; readonly secret: string } | undefined;
  /** Asks Airtable to notify again. */
  readonly renotify: (signal: AbortSignal) => Promise<void>;
}

/** What our webhook is made and kept with. */
export interface OwnWebhookOptions {
  readonly webhook: AirtableWebhook;
  readonly file: CursorFile;
  readonly clock: Clock;
  readonly report: Report;
  /** Where Airtable may notify us of changes; undefined where we cannot be reached. */
  readonly notificationUrl?: string | undefined;
}

/** A webhook's longer life is worth a write to disk once in a while only (I12). */
const NOTE_LIFE_EVERY_MS = 24 * 60 * 60_000;

/** Creates it; nothing is asked before `open`. */
export function createOwnWebhook(options: OwnWebhookOptions): OwnWebhook {
  const { webhook, file, clock, notificationUrl } = options;
  let place: CursorPlace | undefined;

  const put = async (next: CursorPlace | undefined) => {
    place = next;
    await file.write(place);
  };

  const hasExpired = ({ expiresAt = Infinity }: CursorPlace) => clock.now() >= expiresAt;

  /** Some addresses Airtable does not take; the changes themselves are read without one too. */
  const create = async (signal: AbortSignal): Promise<CursorPlace> => {
    const expiresAt = clock.now() + WEBHOOK_LIFE_MS;
    if (notificationUrl !== undefined) {
      try {
        const made = await webhook.create(notificationUrl, signal);
        return { ...made, cursor: 1, expiresAt, notificationUrl };
      } catch (error) {
        if (!(error instanceof AirtableError) || error.facts.status !== 422) throw error;
        const text =
          'Airtable does not take PUBLIC_URL as an address to notify; edits are polled for';
        options.report({ type: 'warned', text });
      }
    }
    const { webhookId } = await webhook.create(undefined, signal);
    return { webhookId, cursor: 1, expiresAt, ...(notificationUrl ? { notificationUrl } : {}) };
  };

  return Object.freeze({
    open: async (signal: AbortSignal) => {
      const kept = await file.read();
      if (kept && !hasExpired(kept) && kept.notificationUrl === notificationUrl) {
        place = kept;
        return;
      }
      // A base has room for ten; one that is not there any more is as good as removed.
      if (kept) await webhook.remove(kept.webhookId, signal).catch(() => signal.throwIfAborted());
      await put(await create(signal));
    },
    place: () => {
      if (!place) throw new Error('cursor: read before open');
      if (hasExpired(place)) {
        throw new AirtableError('not-found', 'webhook: it ended unread; making a new one');
      }
      return place;
    },
    moveTo: async (cursor: number, expiresAt: number) => {
      if (place) await put({ ...place, cursor, expiresAt });
    },
    noteLife: async (expiresAt: number) => {
      if (!place || expiresAt - (place.expiresAt ?? 0) < NOTE_LIFE_EVERY_MS) return;
      await put({ ...place, expiresAt });
    },
    forget: () => put(undefined),
    notifier: () =>
      place?.secret === undefined
        ? undefined
        : { webhookId: place.webhookId, secret: place.secret },
    renotify: async (signal: AbortSignal) => {
      if (place) await webhook.enableNotifications(place.webhookId, signal);
    },
  });
}
