import { ConfigError, createEnvReader, type Env, type EnvReader } from './env-reader.ts';
import { PLANS, type Plan } from './source/airtable/plan.ts';

/** Everything the server takes from its environment, checked. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Where readers reach the site, with or without its base path (site-url.ts); undefined where that is not told. */
  readonly publicUrl: string | undefined;
  readonly pollIntervalMs: number;
  readonly idleAfterMs: number | undefined;
  readonly trustedHops: number;
  readonly airtable: AirtableConfig;
  readonly github: {
    /** undefined: the emulator's. */
    readonly apiUrl: string | undefined;
    readonly token: string | undefined;
    readonly repositories: readonly string[];
  };
  readonly stream: {
    /** undefined: the emulator's where there is one, else no posts are read. */
    readonly url: string | undefined;
    readonly terms: readonly string[];
  };
  readonly editorToken: string | undefined;
  /** What the owner should know although it stops nothing. */
  readonly warnings: readonly string[];
}

/** Which Airtable is read: the embedded emulator, or a real base. */
export type AirtableConfig =
  | { readonly kind: 'emulator'; readonly port: number; readonly plan: Plan }
  | {
      readonly kind: 'base';
      readonly apiUrl: string;
      readonly token: string;
      readonly baseId: string;
      readonly plan: Plan;
    };

/** Reads and checks the environment; throws a `ConfigError` that names every wrong or missing variable. */
export function readConfig(env: Env): Config {
  const problems: string[] = [];
  const read = createEnvReader(env, problems);
  const config: Config = {
    port: read.wholeNumber('PORT', 4180, { min: 0, max: 65_535 }),
    host: read.text('HOST') ?? '127.0.0.1',
    dataDir: read.text('DATA_DIR') ?? './data',
    publicUrl: read.url('PUBLIC_URL'),
    pollIntervalMs: read.wholeNumber('POLL_INTERVAL_MS', 1_000, { min: 100, max: 86_400_000 }),
    idleAfterMs: read.text('IDLE_AFTER_MS')
      ? read.wholeNumber('IDLE_AFTER_MS', 0, { min: 1_000, max: 86_400_000 })
      : undefined,
    trustedHops: read.wholeNumber('TRUSTED_HOPS', 0, { min: 0, max: 10 }),
    airtable: readAirtable(read, problems),
    github: readGithub(read, problems),
    stream: readStream(read),
    editorToken: read.text('EDITOR_TOKEN') ?? sampleEditorOf(read),
    warnings: warningsOf(read),
  };
  const { port, airtable } = config;
  if (airtable.kind === 'emulator' && port !== 0 && port === airtable.port) {
    problems.push(`AIRTABLE_PORT is "${port}", expected another one than PORT`);
  }
  // A request's head carries nothing else.
  if (!/^[\x20-\x7e]*$/.test(config.editorToken ?? '')) {
    problems.push(
      'EDITOR_TOKEN has characters that cannot be sent: expected letters, digits and signs of ASCII',
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Without a base of its own a site tries itself out: on the emulator's repositories too, unless a token is given. */
function readGithub(read: EnvReader, problems: string[]): Config['github'] {
  const isSample = read.text('AIRTABLE_TOKEN') === undefined;
  const token = read.text('GITHUB_TOKEN');
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    problems.push('GITHUB_TOKEN is not a token: it has characters that no token has');
  }
  const isEmulated = isSample && token === undefined && read.text('GITHUB_API_URL') === undefined;
  const named = read.list('GITHUB_REPOSITORIES', /^[\w.-]+\/[\w.-]+$/, 'owner/name');
  return {
    apiUrl: read.url('GITHUB_API_URL') ?? (isEmulated ? undefined : 'https://api.github.com'),
    token,
    repositories: named.length === 0 && isEmulated ? SAMPLE_REPOSITORIES : [...new Set(named)],
  };
}

/** The emulator knows any; these are what the sample's magazine would be made with. */
const SAMPLE_REPOSITORIES = ['low-water/tide-tables', 'low-water/repair-bench'];

function readStream(read: EnvReader): Config['stream'] {
  const isSample = read.text('AIRTABLE_TOKEN') === undefined;
  const url = read.url('STREAM_URL', ['ws:', 'wss:']);
  const terms = read.list('STREAM_TERMS', /^.{1,80}$/u, 'words of up to 80 characters');
  const isEmulated = isSample && read.text('STREAM_URL') === undefined;
  return { url, terms: terms.length === 0 && isEmulated ? SAMPLE_TERMS : terms };
}

/** About half of what the emulator's pen names post. */
const SAMPLE_TERMS = ['tide', 'paper', 'bread', 'fog', 'knot', 'light'];

/** Whoever tries the sample out wants to see within moments what only a sweep tells: an emptied table, for one. */
function watched(plan: Plan): Plan {
  return plan.callsPerMonth === Infinity ? { ...plan, checkEveryMs: SAMPLE_CHECK_MS } : plan;
}

const SAMPLE_CHECK_MS = 20_000;

/** The sample base is edited by whoever runs it. */
function sampleEditorOf(read: EnvReader): string | undefined {
  return read.text('AIRTABLE_TOKEN') === undefined ? SAMPLE_EDITOR : undefined;
}

const SAMPLE_EDITOR = 'editor-sample';
/** Sixteen random characters cannot be guessed, at the rate at which the server lets anybody try. */
const SAFE_TOKEN_LENGTH = 16;

const PLAN_NAMES = Object.keys(PLANS) as readonly Plan['name'][];

function readAirtable(read: EnvReader, problems: string[]): AirtableConfig {
  const plan = PLANS[read.oneOf('AIRTABLE_PLAN', 'business', PLAN_NAMES)];
  const token = read.text('AIRTABLE_TOKEN');
  const baseId = read.text('AIRTABLE_BASE_ID');
  const apiUrl = read.url('AIRTABLE_API_URL');
  if (token === undefined) {
    for (const [name, value] of [
      ['AIRTABLE_BASE_ID', baseId],
      ['AIRTABLE_API_URL', apiUrl],
    ]) {
      if (value !== undefined) problems.push(`AIRTABLE_TOKEN is missing, but ${name} is set`);
    }
    const port = read.wholeNumber('AIRTABLE_PORT', 4181, { min: 0, max: 65_535 });
    return { kind: 'emulator', port, plan: watched(plan) };
  }
  if (!/^[\w.-]{8,}$/.test(token)) {
    problems.push(
      'AIRTABLE_TOKEN is not a token: expected at least 8 letters, digits, dots, hyphens or underscores, such as pat….…',
    );
  }
  if (baseId === undefined) {
    problems.push(
      'AIRTABLE_BASE_ID is missing: the id of the base, such as app…, stands in its address',
    );
  } else if (!/^app[A-Za-z0-9]{8,30}$/.test(baseId)) {
    problems.push('AIRTABLE_BASE_ID is not a base id: expected app and 14 letters or digits');
  }
  return {
    kind: 'base',
    apiUrl: apiUrl ?? 'https://api.airtable.com',
    token,
    baseId: baseId ?? '',
    plan,
  };
}

function warningsOf(read: EnvReader): readonly string[] {
  const warnings: string[] = [];
  const isReal = read.text('AIRTABLE_TOKEN') !== undefined;
  if (isReal && read.text('AIRTABLE_PLAN') === undefined) {
    warnings.push(
      'AIRTABLE_PLAN is not set; reading as for business. On a free or team plan that uses up the month in minutes or hours',
    );
  }
  if (isReal && read.text('PUBLIC_URL')?.startsWith('http:')) {
    warnings.push(
      'PUBLIC_URL is not https; Airtable notifies https addresses only, so edits are polled for',
    );
  }
  const editorToken = read.text('EDITOR_TOKEN');
  if (isReal && editorToken === undefined) {
    warnings.push('EDITOR_TOKEN is not set; nobody can edit through the site');
  }
  const isSamples = !isReal && editorToken === SAMPLE_EDITOR;
  if (editorToken !== undefined && !isSamples && editorToken.length < SAFE_TOKEN_LENGTH) {
    warnings.push(
      `EDITOR_TOKEN is shorter than ${SAFE_TOKEN_LENGTH} characters; who guesses it can edit. Make a long one, for instance with openssl rand -base64 24`,
    );
  }
  return warnings;
}
