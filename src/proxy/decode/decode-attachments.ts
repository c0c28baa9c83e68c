import { EMPTY_VALUES } from '../../model/empty-values.ts';
import type { JsonValue } from '../../model/record.ts';
import type { Attachment } from '../../model/schema.ts';
import {
  attachmentsOf,
  isErrorCell,
  type Decoded,
  type UpstreamAttachment,
} from './field-values.ts';

/** What is known of bytes that are mirrored; the rest of an attachment is as upstream says. */
export type MirroredMedia = Pick<Attachment, 'src' | 'type' | 'size'> &
  Partial<Pick<Attachment, 'width' | 'height' | 'color' | 'forms'>>;

/** Why an attachment is not published, in words that follow its name. */
export interface FailedMedia {
  readonly failed: string;
  /** It is asked for again, so that what stood in its place may stand there longer. */
  readonly isComing?: true;
}

interface AttachmentContext {
  readonly mirrored: (attachment: UpstreamAttachment) => MirroredMedia | FailedMedia | undefined;
  readonly before: () => JsonValue | undefined;
}

/**
 * Decodes a cell of attachments; `before` is what is published of its field. What was replaced stands until the new file
 * is here or is refused, so that nobody has to look at an empty sheet meanwhile; what was taken away does not.
 */
export function decodeAttachments(
  kind: 'image' | 'attachments',
  cell: unknown,
  { mirrored, before }: AttachmentContext,
): Decoded {
  if (cell === undefined || cell === null) return { value: EMPTY_VALUES[kind] };
  const upstream = isErrorCell(cell) ? undefined : attachmentsOf(cell);
  if (!upstream) return { value: EMPTY_VALUES[kind], problem: 'is not a list of attachments' };
  const found = (kind === 'image' ? upstream.slice(0, 1) : upstream).map((attachment) => ({
    attachment,
    media: mirrored(attachment),
  }));
  const problems = found.flatMap(({ attachment, media }) =>
    media && 'failed' in media ? `holds “${attachment.name}”, which ${media.failed}` : [],
  );
  const standing = found.some(({ media }) => isComing(media)) ? before() : undefined;
  const value = kind === 'image' ? imageOf(found[0], standing) : listOf(found, standing);
  return problems.length === 0 ? { value } : { value, problem: problems.join('; ') };
}

interface Found {
  readonly attachment: UpstreamAttachment;
  readonly media: MirroredMedia | FailedMedia | undefined;
}

/** True where its bytes may still come. */
export function isComing(media: Found['media']): boolean {
  return !media || ('failed' in media && media.isComing === true);
}

function imageOf(first: Found | undefined, standing: JsonValue | undefined): JsonValue {
  if (!first) return '';
  if (isComing(first.media)) return standing ?? '';
  return first.media && 'src' in first.media ? first.media.src : '';
}

/** One stands in for the one that comes in its place of the list; none is there twice, as one that moves along would be. */
function listOf(found: readonly Found[], standing: JsonValue | undefined): JsonValue {
  const before = (standing ?? []) as unknown as readonly Attachment[];
  const published = new Map<string, Attachment>();
  for (const [at, { attachment, media }] of found.entries()) {
    const standIn = isComing(media) ? before[at] : undefined;
    const one =
      standIn && standIn.src !== '' && !published.has(standIn.id)
        ? standIn
        : publishedAttachment(attachment, media && 'src' in media ? media : undefined);
    if (!published.has(one.id)) published.set(one.id, one);
  }
  return [...published.values()] as unknown as JsonValue;
}

/** The upstream address is left behind here: it expires, and it changes without the content changing (B33). */
function publishedAttachment(
  { id, name, type, size, width, height }: UpstreamAttachment,
  mirrored: MirroredMedia | undefined,
): Attachment {
  return { id, name, type, size, width, height, src: '', ...mirrored };
}
