import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, type Outcome, type Step } from './step.ts';

/** A step that is one Vitest project and counts its tests. It prints while it runs. */
export function vitestStep(name: string, project: string): Step {
  return {
    name,
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'offprint-report-'));
      const file = join(folder, 'report.json');
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
      const { code } = await runCommand('vitest', ['run', '--project', project, ...reporters], {
        isLive: true,
      });
      try {
        return countTests(readFileSync(file, 'utf8'), code);
      } catch {
        // Vitest ended before it could write a report.
        return { passed: 0, failed: 1, output: '' };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/**
 * The tests of a report in Vitest's JSON format. A file that failed before any of its tests counts as
 * one failure, and so does a run that failed for a reason no test has, such as an unhandled rejection.
 */
export function countTests(json: string, exitCode: number): Outcome {
  const report = JSON.parse(json) as VitestReport;
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    output: '',
    again: report.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map(({ fullName, failureMessages: [why = ''] }) => `${fullName}: ${why.slice(0, 500)}`),
  };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      /** Of a test that passed: why its first try did not. */
      readonly failureMessages: readonly string[];
    }[];
  }[];
}
