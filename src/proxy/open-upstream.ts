import type { Config } from './config.ts';
import type { Report } from './report.ts';

/** The Airtable that is read: where it answers, and as whom. */
export interface Upstream {
  readonly apiUrl: string;
  readonly token: string;
  readonly baseId: string;
  /** The emulator's address, where there is one. */
  readonly emulatorUrl?: string;
  readonly close: () => Promise<void>;
}

/**
 * Gives the base of the configuration, or starts the emulator with the sample. It is loaded only then: a server with a
 * real base need not carry the sample.
 */
export async function openUpstream(
  { airtable, dataDir }: Pick<Config, 'airtable' | 'dataDir'>,
  report: Report,
): Promise<Upstream> {
  if (airtable.kind === 'base') return { ...airtable, close: () => Promise.resolve() };
  const { startEmulator } = await import('../emulator/server.ts');
  const { sampleBase } = await import('../emulator/sample/base.ts');
  const running = await startEmulator({
    base: sampleBase,
    port: airtable.port,
    plan: airtable.plan.name,
    dataDir,
    report: (text) => report({ type: 'warned', text }),
  });
  const token = sampleBase.tokens[0]!;
  const { url, close } = running;
  return { apiUrl: url, token, baseId: sampleBase.id, emulatorUrl: url, close };
}
