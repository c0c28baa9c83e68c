/** Variables by name, as a process has them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What is wrong with the environment, a line for each variable. Values of secrets are never in it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Takes variables of an environment, each checked; an empty one is one that was not set. */
export interface EnvReader {
  readonly text: (name: string) => string | undefined;
  readonly wholeNumber: (name: string, otherwise: number, range: Range) => number;
  readonly url: (name: string, protocols?: readonly string[]) => string | undefined;
  readonly oneOf: <T extends string>(name: string, otherwise: T, allowed: readonly T[]) => T;
  readonly matching: (name: string, otherwise: string, wanted: Form) => string;
  readonly list: (name: string, form: RegExp, expected: string) => readonly string[];
}

interface Form {
  readonly form: RegExp;
  /** In words, for who wrote something else. */
  readonly expected: string;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A reader of this environment, which adds a sentence to `problems` for each value that is wrong. */
export function createEnvReader(env: Env, problems: string[]): EnvReader {
  // An empty variable is one that was not set: that is how shells and containers unset them.
  const text = (name: string) => env[name]?.trim() || undefined;
  const secrets = ['AIRTABLE_TOKEN', 'EDITOR_TOKEN', 'GITHUB_TOKEN'].flatMap(
    (name) => text(name) ?? [],
  );
  /** Its beginning; not where a token was put into the wrong variable, for what is said here ends up in logs (I1). */
  const shown = (value = '') =>
    TOKEN_LIKE.test(value) || secrets.some((secret) => value.includes(secret))
      ? 'what looks like a secret'
      : `"${value.slice(0, 80)}"`;
  const wrong = (name: string, expected: string) =>
    problems.push(`${name} is ${shown(text(name))}, expected ${expected}`);
  return {
    text,
    wholeNumber: (name, otherwise, { min, max }) => {
      const value = text(name);
      if (value === undefined) return otherwise;
      const number = Number(value);
      if (/^\d+$/.test(value) && number >= min && number <= max) return number;
      wrong(name, `a whole number from ${min} to ${max}`);
      return otherwise;
    },
    url: (name, protocols = ['http:', 'https:']) => {
      const value = text(name);
      if (value === undefined) return undefined;
      if (URL.canParse(value) && isPlainAddress(new URL(value), protocols)) {
        return value.replace(/\/+$/, '');
      }
      const begins = protocols.map((one) => `${one}//`).join(' or ');
      wrong(name, `an address that begins with ${begins}, of host and path alone`);
      return undefined;
    },
    oneOf: (name, otherwise, allowed) => {
      const value = text(name);
      if (value === undefined) return otherwise;
      const found = allowed.find((member) => member === value);
      if (found === undefined) wrong(name, allowed.join(', '));
      return found ?? otherwise;
    },
    matching: (name, otherwise, { form, expected }) => {
      const value = text(name);
      if (value === undefined || form.test(value)) return value ?? otherwise;
      wrong(name, expected);
      return otherwise;
    },
    list: (name, form, expected) => {
      const members = (text(name) ?? '').split(',').map((member) => member.trim());
      const filled = members.filter((member) => member !== '');
      if (!filled.every((member) => form.test(member))) wrong(name, `${expected}, comma-separated`);
      return filled;
    },
  };
}

/** Tokens of Airtable and GitHub, and a name with a password in an address. */
const TOKEN_LIKE = /\b(?:pat|key|gh[a-z]_|github_pat_)\w{10,}|:\/\/[^/]*@/;

/** One that paths can be added to. It has no password: what is fetched may have none, and PUBLIC_URL stands in every page. */
function isPlainAddress(
  { protocol, username, password, search, hash }: URL,
  protocols: readonly string[],
): boolean {
  // To a stream's own query its cursor is added.
  const rest = username + password + hash + (protocol.startsWith('http') ? search : '');
  return protocols.includes(protocol) && rest === '';
}
