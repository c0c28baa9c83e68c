import { expect, test } from 'vitest';
import { commandStep, runCommand } from './step.ts';

test('a step passes or fails with its command, and keeps what it said', async () => {
  const passing = commandStep('passing', 'node', '-e', 'console.log("fine")');
  expect(await passing.run()).toEqual({ passed: 1, failed: 0, output: 'fine\n' });
  const failing = commandStep('failing', 'node', '-e', 'console.error("broken"); process.exit(3)');
  expect(await failing.run()).toEqual({ passed: 0, failed: 1, output: 'broken\n' });
});

test('a program that does not exist is a failure, not a crash', async () => {
  const { code, output } = await runCommand('no-such-program', []);
  expect([code, output]).toEqual([1, expect.stringContaining('no-such-program')]);
});
