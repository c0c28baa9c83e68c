import { asCount, asList, asObject, asText, type Unchecked } from '../../../protocol/check.ts';
import { AirtableError } from './airtable-error.ts';
import type { AirtableClient } from './client.ts';

/** The webhook of one base, used as a cursor over its changes: nobody is called, we ask. */
export interface AirtableWebhook {
  /** Creates a webhook over the whole base; with an address it notifies there, signed with `secret`. */
  readonly create: (
    notificationUrl: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ readonly webhookId: string; readonly secret: string }>;
  /** Switches notifications on again: Airtable switches them off after some that were not taken. */
  readonly enableNotifications: (webhookId: string, signal: AbortSignal) => Promise<void>;
  readonly remove: (webhookId: string, signal: AbortSignal) => Promise<void>;
  /** The changes from a cursor on; asking also extends the webhook's life to `WEBHOOK_LIFE_MS` from now. */
  readonly payloads: (
    webhookId: string,
    cursor: number,
    signal: AbortSignal,
  ) => Promise<PayloadPage>;
}

/** A webhook that nobody reads for so long ends, and says nothing of it: its payloads are empty from then on. */
export const WEBHOOK_LIFE_MS = 7 * 24 * 60 * 60_000;

/** One answer of the payloads endpoint. */
export interface PayloadPage {
  readonly cursor: number;
  readonly mightHaveMore: boolean;
  readonly payloads: readonly unknown[];
}

/** What some payloads say, by table id. A table in `unclear` changed in a way that only reading it whole tells. */
export interface BaseChanges {
  readonly touchedByTable: ReadonlyMap<string, ReadonlySet<string>>;
  readonly destroyedByTable: ReadonlyMap<string, ReadonlySet<string>>;
  readonly unclear: ReadonlySet<string> | 'all';
}

/** Creates the webhook calls of a base. */
export function createAirtableWebhook(client: AirtableClient, baseId: string): AirtableWebhook {
  const path = `v0/bases/${baseId}/webhooks`;
  const about = 'webhook';
  return Object.freeze({
    create: async (notificationUrl: string | undefined, signal: AbortSignal) => {
      const body = {
        ...(notificationUrl === undefined ? {} : { notificationUrl }),
        specification: {
          options: { filters: { dataTypes: ['tableData', 'tableFields', 'tableMetadata'] } },
        },
      };
      const lane = 'burst';
      const made = asObject(
        await client.call({ method: 'POST', path, body, lane, about, signal }),
        about,
      );
      return {
        webhookId: asText(made['id'], 'webhook.id'),
        secret: asText(made['macSecretBase64'], 'webhook.macSecretBase64'),
      };
    },
    enableNotifications: async (webhookId: string, signal: AbortSignal) => {
      const one = `${path}/${encodeURIComponent(webhookId)}/enableNotifications`;
      const body = { enable: true };
      await client.call({ method: 'POST', path: one, body, lane: 'background', about, signal });
    },
    remove: async (webhookId: string, signal: AbortSignal) => {
      const one = `${path}/${encodeURIComponent(webhookId)}`;
      await client.call({ method: 'DELETE', path: one, lane: 'burst', about, signal });
    },
    payloads: async (webhookId: string, cursor: number, signal: AbortSignal) => {
      const answer = await client.call({
        method: 'GET',
        path: `${path}/${encodeURIComponent(webhookId)}/payloads`,
        query: new URLSearchParams({ cursor: String(cursor), limit: '50' }),
        lane: 'steady',
        about,
        signal,
      });
      const page = asObject(answer, about);
      const next = asCount(page['cursor'], 'payloads.cursor');
      if (next < cursor) {
        throw new AirtableError('not-found', 'webhook: the cursor went back; starting over');
      }
      return {
        cursor: next,
        mightHaveMore: page['mightHaveMore'] === true,
        payloads: asList(page['payloads'], 'payloads'),
      };
    },
  });
}

/**
 * Reads payloads as far as they can be trusted: ids of records that came, changed or left. Their cells are in another
 * form than a list's, so they are not taken; the records are read again. Anything unknown makes a table unclear.
 */
export function readPayloads(payloads: readonly unknown[]): BaseChanges {
  const touched = new Map<string, Set<string>>();
  const destroyed = new Map<string, Set<string>>();
  const unclear = new Set<string>();
  let isAllUnclear = false;
  for (const payload of payloads) {
    try {
      readPayload(payload, { touched, destroyed, unclear });
    } catch {
      // A payload of an unknown form: it may say anything, so every table is read whole.
      isAllUnclear = true;
    }
  }
  return {
    touchedByTable: touched,
    destroyedByTable: destroyed,
    unclear: isAllUnclear ? 'all' : unclear,
  };
}

interface Gathered {
  readonly touched: Map<string, Set<string>>;
  readonly destroyed: Map<string, Set<string>>;
  readonly unclear: Set<string>;
}

const PAYLOAD_KEYS = new Set([
  'timestamp',
  'baseTransactionNumber',
  'payloadFormat',
  'actionMetadata',
  'changedTablesById',
  'createdTablesById',
  'destroyedTableIds',
]);
const RECORD_KEYS = new Set(['createdRecordsById', 'changedRecordsById', 'destroyedRecordIds']);

function readPayload(value: unknown, gathered: Gathered): void {
  const payload = asObject(value, 'payload');
  const isKnown = Object.keys(payload).every((key) => PAYLOAD_KEYS.has(key));
  if (!isKnown || payload['payloadFormat'] !== 'v0') {
    throw new AirtableError('invalid-response', 'webhook: a payload of an unknown form');
  }
  for (const tableId of Object.keys(optionalObject(payload['createdTablesById']))) {
    gathered.unclear.add(tableId);
  }
  for (const tableId of asList(payload['destroyedTableIds'] ?? [], 'destroyedTableIds')) {
    gathered.unclear.add(asText(tableId, 'destroyedTableIds'));
  }
  for (const [tableId, change] of Object.entries(optionalObject(payload['changedTablesById']))) {
    readTable(tableId, asObject(change, 'changed table'), gathered);
  }
}

function readTable(tableId: string, change: Unchecked, { touched, destroyed, unclear }: Gathered) {
  // Fields, views and metadata: what a record says may have changed without the record.
  if (!Object.keys(change).every((key) => RECORD_KEYS.has(key))) unclear.add(tableId);
  const came = setOf(touched, tableId);
  const left = setOf(destroyed, tableId);
  for (const key of ['createdRecordsById', 'changedRecordsById']) {
    for (const id of Object.keys(optionalObject(change[key]))) {
      came.add(id);
      // Restored from the trash: the later word counts.
      left.delete(id);
    }
  }
  for (const id of asList(change['destroyedRecordIds'] ?? [], 'destroyedRecordIds')) {
    left.add(asText(id, 'destroyedRecordIds'));
    came.delete(asText(id, 'destroyedRecordIds'));
  }
}

function optionalObject(value: unknown): Unchecked {
  return value === undefined ? {} : asObject(value, 'payload');
}

function setOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const set = map.get(key) ?? new Set<string>();
  map.set(key, set);
  return set;
}
