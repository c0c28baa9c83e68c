import type { AttachmentForm } from '../../model/schema.ts';
import { formName } from '../../protocol/media-forms.ts';
import { mediaPath } from '../../protocol/paths.ts';
import type { MirroredMedia } from '../decode/decode-attachments.ts';
import type { KeptMedia } from './media-index.ts';

/** What a record says of an attachment that is here; `name` is the one that upstream gives it. */
export function publishedMedia(kept: KeptMedia, name: string): MirroredMedia {
  const { hash, type, size, width, height, color } = kept;
  const own = EXTENSIONS[type]?.includes(extensionOf(name)) ? name : withExtension(name, type);
  const forms: readonly AttachmentForm[] = kept.forms.map((form) => ({
    width: form.width,
    // The service worker sees by its name whose form it is (sw/media.ts).
    src: `/${mediaPath(form.hash, formName(stemOf(name), hash, form.width))}`,
  }));
  return {
    src: `/${mediaPath(hash, own)}`,
    type,
    size,
    ...(width !== null && height !== null ? { width, height } : {}),
    ...(color === '' ? {} : { color }),
    ...(forms.length === 0 ? {} : { forms }),
  };
}

/** The first one is given to a file that was made anew in another type. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['.jpg', '.jpeg', '.jfif'],
  'image/png': ['.png'],
  'image/webp': ['.webp'],
  'image/gif': ['.gif'],
  'image/avif': ['.avif'],
  'image/svg+xml': ['.svg'],
  'application/pdf': ['.pdf'],
};

function extensionOf(name: string): string {
  return /\.[A-Za-z0-9]{1,5}$/.exec(name)?.[0].toLowerCase() ?? '';
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extensionOf(name).length) || 'file';
}

function withExtension(name: string, type: string): string {
  return `${stemOf(name)}${EXTENSIONS[type]?.[0] ?? ''}`;
}
