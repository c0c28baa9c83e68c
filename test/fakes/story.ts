import type { Broadcast } from '../../src/protocol/broadcast.ts';
import type { SyncEvent } from '../../src/sync/sync-event.ts';

/** What an engine reported, one short line each, so that a test reads as the story of what happened. */
export function storyOf(events: readonly SyncEvent[]): readonly string[] {
  return events.map(({ kind, ...facts }) => [kind, ...wordsOf(facts)].join(' '));
}

/** What was said over the channel; of a status only what a person is told. */
export function talkOf(posted: readonly Broadcast[]): readonly string[] {
  return posted.map((message) => {
    if (message.type !== 'status') {
      const { type, store: _, ...facts } = { store: '', ...message };
      return [type, ...wordsOf(facts)].join(' ');
    }
    const { phase, progress, storage, failure } = message.status;
    return [
      `status ${phase}`,
      ...(progress ? [`${progress.done}/${progress.total}`] : []),
      ...(storage === 'memory' ? ['in memory'] : []),
      ...(failure ? [failure.code] : []),
    ].join(' ');
  });
}

function wordsOf(facts: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(facts).map(([name, value]) => {
    return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
}
