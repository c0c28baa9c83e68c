import { expect, it } from 'vitest';
import type { EngineStatus, OutboxStatus } from '../../src/protocol/worker-api.ts';
import { READ_ONLY } from '../../src/protocol/worker-api.ts';
import { warnBeforeLoss } from '../../src/site/warn-before-loss.ts';

it('[promise P1] the browser asks before the page goes while a change waits that nothing keeps, and only then', () => {
  let outbox: OutboxStatus = READ_ONLY.outbox;
  let tell: () => void = () => undefined;
  const page = new EventTarget();
  const status = () => ({ outbox }) as EngineStatus;
  const onStatus = (listener: (status: EngineStatus) => void) => {
    tell = () => listener(status());
    return () => undefined;
  };
  warnBeforeLoss({ status, onStatus }, page);
  const isAsked = (storage: OutboxStatus['storage'], queued: number) => {
    outbox = { ...outbox, storage, queued };
    tell();
    return !page.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  };
  expect(isAsked('memory', 0)).toBe(false);
  expect(isAsked('memory', 1)).toBe(true);
  expect(isAsked('memory', 2)).toBe(true);
  expect(isAsked('memory', 0)).toBe(false);
  expect(isAsked('indexeddb', 1)).toBe(false);
});
