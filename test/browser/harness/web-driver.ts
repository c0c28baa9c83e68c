import { setTimeout as sleep } from 'node:timers/promises';

/** Sends one command of the WebDriver protocol (W3C WebDriver §6) and gives its value, or throws its error. */
export type WebDriver = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
) => Promise<unknown>;

/** Opens a session at a driver that has just been started, which may take it a moment to answer. */
export async function openSession(
  driverUrl: string,
  capabilities: object,
): Promise<{ readonly command: WebDriver; readonly browserVersion: string }> {
  const deadlineAt = Date.now() + 10_000;
  while (!(await isReady(driverUrl))) {
    if (Date.now() > deadlineAt) throw new Error(`no WebDriver answers at ${driverUrl}`);
    await sleep(50);
  }
  const session = (await send('POST', `${driverUrl}/session`, {
    capabilities: { alwaysMatch: capabilities },
  })) as { sessionId: string; capabilities: { browserVersion: string } };
  return {
    command: (method, path, body) =>
      send(method, `${driverUrl}/session/${session.sessionId}${path}`, body),
    browserVersion: session.capabilities.browserVersion,
  };
}

async function isReady(driverUrl: string): Promise<boolean> {
  return fetch(`${driverUrl}/status`).then(
    (response) => response.ok,
    () => false,
  );
}

async function send(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`WebDriver ${method} ${new URL(url).pathname}: ${error}: ${message}`);
}
