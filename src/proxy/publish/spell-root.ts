import { canonicalJson } from '../../model/canonical.ts';
import type { JsonValue } from '../../model/record.ts';
import type { ChunkLine, Root } from '../../protocol/root.ts';

/** A root in canonical form. Lines that were spelled before are not spelled again: an edit changes one of hundreds. */
export function spellRoot({ chunks, ...others }: Root): string {
  // 'chunks' is the first key in canonical order, whatever else a root has.
  const rest = canonicalJson(others as unknown as JsonValue).slice(1);
  return `{"chunks":[${chunks.map(spellLine).join(',')}],${rest}`;
}

const textByLine = new WeakMap<ChunkLine, string>();

function spellLine(line: ChunkLine): string {
  const known = textByLine.get(line);
  if (known !== undefined) return known;
  const text = canonicalJson(line as unknown as JsonValue);
  textByLine.set(line, text);
  return text;
}
