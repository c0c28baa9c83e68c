/*
 * Firefox that may keep no site's data has BroadcastChannel, but throws where one is opened. Dexie opens one while it is
 * loaded, so whoever imports it imports this first: then there is none, as in a browser without it.
 */
try {
  new BroadcastChannel('').close();
} catch {
  Reflect.deleteProperty(globalThis, 'BroadcastChannel');
}
