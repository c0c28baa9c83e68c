import { openBaseFile } from './base-file.ts';

/** Where reading stands: a webhook of ours, and how far its changes are published. */
export interface CursorPlace {
  readonly webhookId: string;
  readonly cursor: number;
  /** When the webhook ends unless it is read before, in ms since 1970; undefined where that was not noted. */
  readonly expiresAt?: number;
  /** Where it was asked to notify. */
  readonly notificationUrl?: string;
  /** What its notifications are signed with, base64; undefined where it sends none. */
  readonly secret?: string;
}

/** Keeps the place on disk, so that a restart neither makes a second webhook nor misses a change. */
export interface CursorFile {
  readonly read: () => Promise<CursorPlace | undefined>;
  readonly write: (place: CursorPlace | undefined) => Promise<void>;
}

/** Opens the file of a base. The place of another base is not found: its webhook would be refused anyway. */
export function openCursorFile(dataDir: string, baseId: string): CursorFile {
  const file = openBaseFile(dataDir, 'cursor', baseId);
  return Object.freeze({
    read: async () => {
      const kept = await file.read();
      const { webhookId, cursor, expiresAt, notificationUrl, secret } = kept ?? {};
      if (typeof webhookId !== 'string' || !Number.isSafeInteger(cursor)) return undefined;
      return {
        webhookId,
        cursor: cursor as number,
        ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
        ...(typeof notificationUrl === 'string' ? { notificationUrl } : {}),
        ...(typeof secret === 'string' ? { secret } : {}),
      };
    },
    write: (place: CursorPlace | undefined) => file.write({ ...place }),
  });
}
