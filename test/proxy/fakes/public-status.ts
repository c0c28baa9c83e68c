import type { SourceStatus } from '../../../src/proxy/source/source.ts';
import { createStatus, type ProxyStatus } from '../../../src/proxy/status.ts';

/** What `/v1/status` says of a source where nothing else is to be told. */
export function publicStatus(source: SourceStatus): ProxyStatus {
  return createStatus({
    source,
    publication: undefined,
    problems: [],
    checkedSecondsAgo: 0,
    lastGoodAtOf: () => undefined,
    mediaPending: 0,
    feeds: [],
    deletions: [],
  });
}
