import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { executableOf } from './executables.ts';

/** An X display with nobody in front of it, under the first free number. It ends with this process. */
export async function openDisplay(): Promise<{
  readonly name: string;
  readonly close: () => void;
}> {
  const server = spawn(
    executableOf('Xvfb'),
    ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const close = (): void => {
    process.off('exit', close);
    server.kill('SIGTERM');
  };
  process.once('exit', close);
  const ended = once(server, 'exit').then(() => {
    throw new Error('Xvfb ended before it had a display');
  });
  const [number] = (await Promise.race([once(server.stdio[3]!, 'data'), ended])) as [Buffer];
  ended.catch(() => undefined);
  return { name: `:${number.toString().trim()}`, close };
}
