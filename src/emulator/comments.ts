import { ApiError, invalidRequest } from './api-error.ts';
import type { IdKind } from './ids.ts';
import type { JsonObject } from './json.ts';
import { EMULATED_USER } from './webhook-payload.ts';

interface Comment {
  readonly id: string;
  readonly text: string;
  readonly createdTime: string;
  readonly lastUpdatedTime: string | null;
}

/** The comments on records, newest first, as their endpoints answer them. A restart of the emulator forgets them. */
export interface Comments {
  readonly list: (recordId: string, search: URLSearchParams) => JsonObject;
  readonly create: (recordId: string, body: JsonObject) => JsonObject;
  readonly update: (recordId: string, commentId: string, body: JsonObject) => JsonObject;
  readonly remove: (recordId: string, commentId: string) => JsonObject;
  readonly count: (recordId: string) => number;
  readonly clear: () => void;
}

/** Keeps comments in memory; their author is always the emulator's one person. */
export function createComments(options: {
  readonly now: () => number;
  readonly newId: (kind: IdKind) => string;
}): Comments {
  const commentsByRecord = new Map<string, readonly Comment[]>();
  const of = (recordId: string): readonly Comment[] => commentsByRecord.get(recordId) ?? [];
  const time = (): string => new Date(options.now()).toISOString();
  const change = (
    recordId: string,
    commentId: string,
    body: (comment: Comment) => readonly Comment[],
  ): void => {
    if (!of(recordId).some(({ id }) => id === commentId)) throw commentNotFound();
    const next = of(recordId).flatMap((old) => (old.id === commentId ? body(old) : [old]));
    commentsByRecord.set(recordId, next);
  };
  return Object.freeze({
    list: (recordId: string, search: URLSearchParams) => {
      const pageSize = Number(search.get('pageSize') || 100);
      const start = Number(search.get('offset') || 0);
      const isCount = Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= 100;
      if (!isCount || !Number.isInteger(start) || start < 0) throw invalidRequest();
      const end = start + pageSize;
      const offset = end < of(recordId).length ? String(end) : null;
      return { comments: of(recordId).slice(start, end).map(shown), offset };
    },
    create: (recordId: string, body: JsonObject) => {
      const id = options.newId('com');
      const comment = { id, text: readText(body), createdTime: time(), lastUpdatedTime: null };
      commentsByRecord.set(recordId, [comment, ...of(recordId)]);
      return shown(comment);
    },
    update: (recordId: string, commentId: string, body: JsonObject) => {
      const text = readText(body);
      change(recordId, commentId, (old) => [{ ...old, text, lastUpdatedTime: time() }]);
      const found = of(recordId).find(({ id }) => id === commentId);
      return found === undefined ? {} : shown(found);
    },
    remove: (recordId: string, commentId: string) => {
      change(recordId, commentId, () => []);
      return { id: commentId, deleted: true };
    },
    count: (recordId: string) => of(recordId).length,
    clear: () => commentsByRecord.clear(),
  });
}

function shown(comment: Comment): JsonObject {
  const { id, email, name } = EMULATED_USER;
  return { ...comment, author: { id, email, name } };
}

function readText({ text }: JsonObject): string {
  if (typeof text !== 'string' || text === '') throw invalidRequest();
  return text;
}

function commentNotFound(): ApiError {
  return new ApiError(404, { error: { type: 'MODEL_ID_NOT_FOUND', message: 'Comment not found' } });
}
