import { FAULT_KINDS, type Fault } from './faults.ts';
import { isObject, type JsonObject } from './json.ts';
import { NAMED_FAULTS } from './named-faults.ts';

/** Reads from JSON one fault, or all that a name stands for; says with a sentence what is wrong. */
export function readFaults(value: unknown): readonly Fault[] | string {
  if (!isObject(value))
    return 'A fault is an object with a "kind", or with the "name" of a known one.';
  const { name, kind: _kind, ...settings } = value;
  const named = NAMED_FAULTS.find((known) => known.name === name);
  if (value['kind'] === undefined && named !== undefined) {
    const wrong = wrongSetting(settings);
    return wrong ?? named.faults.map((fault) => ({ ...fault, ...settings, name: named.name }));
  }
  const kind = FAULT_KINDS.find((known) => known === value['kind']);
  if (kind === undefined) {
    const names = NAMED_FAULTS.map((known) => `"${known.name}"`);
    return `"kind" is one of ${FAULT_KINDS.join(', ')}; without it "name" is one of ${names.join(', ')}.`;
  }
  return wrongSetting(value) ?? [{ ...value, kind }];
}

function wrongSetting(value: JsonObject): string | undefined {
  if (value['match'] !== undefined && !isPattern(value['match'])) {
    return '"match" is a regular expression over "METHOD /path?query".';
  }
  const wrong = ['times', 'after', 'status', 'delayMs'].find((name) => !isCount(value, name));
  return wrong === undefined ? undefined : `"${wrong}" is a whole number, 0 or more.`;
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return new RegExp(value) instanceof RegExp;
  } catch {
    // The constructor's only failure is a pattern that does not parse, which is the answer.
    return false;
  }
}

function isCount(value: JsonObject, name: string): boolean {
  const count = value[name];
  return (
    count === undefined || (typeof count === 'number' && Number.isInteger(count) && count >= 0)
  );
}
