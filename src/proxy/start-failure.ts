import { ConfigError } from './env-reader.ts';

/** Why a program could not start, a line for each reason. */
export function sentencesOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems;
  return [error instanceof Error ? error.message : String(error)];
}
