import type { LocalApi } from '../../src/protocol/local.ts';

/** For an engine whose test asks for no local collection. */
export const noLocal: LocalApi = {
  local: () => Promise.reject(new Error('nobody asks for local collections here')),
  changeLocal: () => Promise.reject(new Error('nobody changes local collections here')),
};
