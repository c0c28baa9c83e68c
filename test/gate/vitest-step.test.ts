import { expect, test } from 'vitest';
import { countTests } from './vitest-step.ts';

const report = (numPassedTests: number, statuses: readonly (readonly string[])[]): string =>
  JSON.stringify({
    numPassedTests,
    numFailedTests: statuses.flat().filter((status) => status === 'failed').length,
    testResults: statuses.map((tests) => ({
      status:
        tests.every((status) => status !== 'failed') && tests.length > 0 ? 'passed' : 'failed',
      assertionResults: tests.map((status) => ({
        status: status === 'again' ? 'passed' : status,
        fullName: `a test that ${status}`,
        failureMessages: status === 'passed' ? [] : ['expected'],
      })),
    })),
  });

test('counts tests', () => {
  const json = report(3, [
    ['passed', 'failed'],
    ['passed', 'passed'],
  ]);
  expect(countTests(json, 1)).toMatchObject({ passed: 3, failed: 1 });
  expect(countTests(report(1, [['passed']]), 0)).toMatchObject({ passed: 1, failed: 0 });
});

test('names the tests that passed only when they were run again', () => {
  const json = report(2, [['passed', 'again'], ['failed']]);
  expect(countTests(json, 1)).toMatchObject({ failed: 1, again: ['a test that again: expected'] });
});

test('a file that breaks before its first test is a failure', () => {
  expect(countTests(report(1, [['passed'], []]), 1)).toMatchObject({ passed: 1, failed: 1 });
});

test('a run that fails though every test passed is a failure', () => {
  expect(countTests(report(1, [['passed']]), 1)).toMatchObject({ passed: 1, failed: 1 });
});
