import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { ApiError } from './api-error.ts';
import type { Commit } from './base-store.ts';
import type { Tables } from './tables.ts';
import { isAttachmentList } from './cell.ts';
import { shrinkPicture } from './measure-picture.ts';
import type { SeedAttachment } from './seed.ts';

/** Signs and serves the addresses of attachments. */
export interface Attachments {
  /** A cell's attachment as the Web API shows it, with addresses that work now and will not for ever. */
  readonly read: (attachment: SeedAttachment) => Record<string, unknown>;
  /** Answers a signed address: the bytes, 403 for a wrong signature, 410 once it has expired. */
  readonly serve: (address: string) => Promise<Response>;
  /** Remembers the files of rows that a commit removes: in Airtable's trash they have them still. */
  readonly onCommit: (commit: Commit) => void;
}

interface AttachmentOptions {
  readonly origin: string;
  readonly secret: string;
  readonly ttlMs: number;
  readonly now: () => number;
  readonly tables: () => Tables;
}

/**
 * Addresses change once per bucket, not with every answer, and an address never lives longer than `ttlMs` after
 * it was handed out: with Airtable's two hours the buckets are hours, and expiry falls on a round one.
 */
export function createAttachments(options: AttachmentOptions): Attachments {
  const bucketMs = Math.max(1, Math.min(3_600_000, options.ttlMs / 2));
  const sign = (expiresAtMs: string, attachmentId: string): string =>
    createHmac('sha256', options.secret)
      .update(`${expiresAtMs}/${attachmentId}`)
      .digest('base64url');
  const removedById = new Map<string, SeedAttachment>();
  const addressOf = ({ id, filename }: SeedAttachment): string => {
    const bucketStart = Math.floor(options.now() / bucketMs) * bucketMs;
    const expiresAtMs = String(Math.floor(bucketStart + options.ttlMs));
    const path = [expiresAtMs, sign(expiresAtMs, id), id, encodeURIComponent(filename)];
    return `${options.origin}/v3/u/29/29/${path.join('/')}`;
  };
  return Object.freeze({
    read: (attachment: SeedAttachment) => {
      const { file: _file, isPending, ...shown } = attachment;
      const url = addressOf(attachment);
      if (isPending === true) return { id: shown.id, url, filename: shown.filename };
      const thumbnails = thumbnailsOf(attachment, url);
      return { ...shown, url, ...(thumbnails === undefined ? {} : { thumbnails }) };
    },
    serve: async (address: string) => {
      const segments = new URL(address).pathname.split('/');
      const [expiresAtMs = '', signature = '', attachmentId = '', , size] = segments.slice(5);
      if (signature !== sign(expiresAtMs, attachmentId)) {
        throw new ApiError(403, { error: { type: 'INVALID_SIGNATURE' } });
      }
      if (options.now() >= Number(expiresAtMs)) {
        throw new ApiError(410, { error: { type: 'ATTACHMENT_URL_EXPIRED' } });
      }
      const attachment =
        findAttachment(options.tables(), attachmentId) ?? removedById.get(attachmentId);
      if (attachment === undefined) throw new ApiError(404, { error: 'NOT_FOUND' });
      return await respondWith(attachment, size);
    },
    onCommit: ({ before, after, touchedRowIds }: Commit) => {
      for (const [tableId, rowIds] of touchedRowIds) {
        for (const rowId of rowIds) {
          if (after.get(tableId)?.rows.has(rowId)) continue;
          const cells = [...(before.get(tableId)?.rows.get(rowId)?.cells.values() ?? [])];
          for (const file of cells.filter(isAttachmentList).flat()) removedById.set(file.id, file);
        }
      }
    },
  });
}

/** The boxes of Airtable's three sizes; a picture is made to fit from outside, and never enlarged. */
const BOXES: Readonly<Record<string, { readonly width?: number; readonly height: number }>> = {
  small: { height: 36 },
  large: { width: 512, height: 512 },
  full: { width: 3_000, height: 3_000 },
};

/** Only what has pixels has thumbnails. A thumbnail's address is that of its picture with the size behind it. */
function thumbnailsOf({ type, width, height }: SeedAttachment, url: string): unknown {
  if (!type.startsWith('image/') || width === undefined || height === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(BOXES).map(([size, box]) => {
      const scale = Math.min(1, Math.max((box.width ?? 0) / width, box.height / height));
      const shown = { width: Math.round(width * scale), height: Math.round(height * scale) };
      return [size, { url: `${url}/${size}`, ...shown }];
    }),
  );
}

function findAttachment(tables: Tables, id: string): SeedAttachment | undefined {
  for (const { fields, rows } of tables.values()) {
    if (!fields.some((field) => field.type === 'multipleAttachments')) continue;
    for (const { cells } of rows.values()) {
      const found = [...cells.values()].filter(isAttachmentList).flat();
      const attachment = found.find((file) => file.id === id);
      if (attachment !== undefined) return attachment;
    }
  }
  return undefined;
}

async function respondWith(
  { file, type, filename }: SeedAttachment,
  size: string | undefined,
): Promise<Response> {
  if (/^https?:/.test(file))
    return new Response(null, { status: 302, headers: { location: file } });
  const whole = await readBytes(file);
  const box = size === undefined ? undefined : BOXES[size];
  const thumbnail = box === undefined ? undefined : await shrinkPicture(whole, box);
  const bytes = thumbnail ?? whole;
  return new Response(bytes, {
    headers: {
      'content-type': thumbnail === undefined ? type : 'image/webp',
      'content-length': String(bytes.byteLength),
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(filename)}`,
      'cache-control': 'private, max-age=7200',
      'access-control-allow-origin': '*',
      // A drawing opened by itself could carry a script; nothing served here may run one.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
    },
  });
}

async function readBytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
  if (file.startsWith('data:')) return new Uint8Array(await (await fetch(file)).arrayBuffer());
  return new Uint8Array(await readFile(file.startsWith('file:') ? fileURLToPath(file) : file));
}
