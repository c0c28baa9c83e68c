import type { Encoding } from '../objects/object-store.ts';

/** The forms in which a client takes a body, the smallest first; `identity` is always understood and so not named. */
export function wantedEncodings(acceptEncoding: string | undefined): readonly Encoding[] {
  const weightByCoding = new Map<string, number>();
  for (const member of (acceptEncoding ?? '').split(',')) {
    const [coding = '', ...parameters] = member
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weightByCoding.set(coding, weight === undefined ? 1 : Number(weight) || 0);
  }
  const takes = (coding: string) =>
    (weightByCoding.get(coding) ?? weightByCoding.get('*') ?? 0) > 0;
  return (['br', 'gzip'] as const).filter(takes);
}

/** True where a client already has what this ETag names (RFC 9110 §13.1.2: weak comparison, a list, or `*`). */
export function hasCurrent(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((member) => withoutWeak(member.trim()) === withoutWeak(etag));
}

function withoutWeak(etag: string): string {
  return etag.startsWith('W/') ? etag.slice(2) : etag;
}
