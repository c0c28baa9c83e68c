import type { MonthUse } from './allowance.ts';
import { openBaseFile } from './base-file.ts';
import type { LedgerPage } from './ledger.ts';
import type { MonthCount } from './month-count.ts';

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
      if (!kept || !isMonth(kept['month'])) return undefined;
      return {
        plan: typeof kept['plan'] === 'string' ? kept['plan'] : '',
        month: kept['month'],
        reads: countOf(kept['reads']),
        writes: countOf(kept['writes']),
        ahead: countOf(kept['ahead']),
        carried: kept['carried'] === undefined ? undefined : useOf(kept['carried']),
        left: Array.isArray(kept['left']) ? kept['left'].flatMap(leftOf) : undefined,
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

/** Four digits and a month that there is. */
function isMonth(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(value);
}

function useOf(value: unknown): MonthUse {
  const { reads, writes } = Object(value) as Readonly<Record<string, unknown>>;
  return { reads: countOf(reads), writes: countOf(writes) };
}

function leftOf(value: unknown): MonthCount['left'] {
  const { month, use } = Object(value) as Readonly<Record<string, unknown>>;
  return isMonth(month) ? [{ month, use: useOf(use) }] : [];
}
