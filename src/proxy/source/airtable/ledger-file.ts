import { openBaseFile } from './base-file.ts';
import type { LedgerPage } from './ledger.ts';

/** Where a ledger's page lies. */
export interface LedgerFile {
  readonly read: () => Promise<LedgerPage | undefined>;
  readonly write: (page: LedgerPage) => Promise<void>;
}

/** Opens the ledger of a base. A damaged page counts as none: the month then begins anew, as for a new folder. */
export function openLedgerFile(dataDir: string, baseId: string): LedgerFile {
  const file = openBaseFile(dataDir, 'ledger', baseId);
  return Object.freeze({
    read: async () => {
      const kept = await file.read();
      if (!kept || typeof kept['month'] !== 'string' || !/^\d{4}-\d\d$/.test(kept['month'])) {
        return undefined;
      }
      return {
        plan: typeof kept['plan'] === 'string' ? kept['plan'] : '',
        month: kept['month'],
        reads: countOf(kept['reads']),
        writes: countOf(kept['writes']),
        ahead: countOf(kept['ahead']),
        stoppedUntil: countOf(kept['stoppedUntil']),
        silentUntil: countOf(kept['silentUntil']),
        silenceMs: countOf(kept['silenceMs']),
      };
    },
    write: file.write,
  });
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
