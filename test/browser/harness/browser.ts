/** The three engines the site promises to work in. */
export type BrowserName = 'chromium' | 'firefox' | 'webkit';

/** Code for the page: an expression, or a function that uses nothing but its arguments and the page's globals. */
export type PageCode<Result, Args extends readonly unknown[]> =
  | string
  | ((...args: Args) => Result | Promise<Result>);

/** One tab. The same in every engine; what only Chromium can do is in `cdp.ts`. */
export interface BrowserPage {
  /** Settles when the page has loaded. */
  readonly goto: (url: string) => Promise<void>;
  readonly reload: () => Promise<void>;
  /** The JSON value of `code`, awaited in the page. Works under any CSP; rejects after 30 s. */
  readonly evaluate: <Result, Args extends readonly unknown[] = []>(
    code: PageCode<Result, Args>,
    ...args: Args
  ) => Promise<Result>;
  /** The trimmed text of the first match; rejects where there is none. */
  readonly text: (selector: string) => Promise<string>;
  /** Settles with the first truthy value of `code`; rejects after `timeoutMs` (25 s) with the last value and what the page shows. */
  readonly waitFor: <Result = unknown>(
    code: PageCode<Result, []>,
    options?: { readonly timeoutMs?: number },
  ) => Promise<Result>;
  /** A person's click, with user activation. */
  readonly click: (selector: string) => Promise<void>;
  /** Replaces what a text field holds. */
  readonly fill: (selector: string, value: string) => Promise<void>;
  /** Presses one key where the focus is. */
  readonly press: (key: 'Enter' | 'Escape' | 'Tab') => Promise<void>;
  /** Console errors and uncaught exceptions so far. WebKit's driver tells none, so there it stays empty. */
  readonly errors: readonly string[];
  readonly close: () => Promise<void>;
}

/** What `newPage` may be told. */
export interface PageOptions {
  /** Runs before every script of every document in this tab. Not in WebKit, whose driver has no such thing. */
  readonly initScript?: string;
}

/** One running browser with a profile of its own. */
export interface Browser {
  readonly name: BrowserName;
  readonly version: string;
  /** Hand it to the next `openBrowser` to find what was stored. WebKit's automation stores nothing. */
  readonly profileDir: string;
  readonly newPage: (url?: string, options?: PageOptions) => Promise<BrowserPage>;
  /** Closes politely; removes the profile unless the caller chose it. */
  readonly close: () => Promise<void>;
  /** SIGKILL to every process of this browser, as a crash or a dead battery would; keeps a chosen profile. */
  readonly kill: () => Promise<void>;
}

/** What `openBrowser` may be told. */
export interface BrowserOptions {
  /** A profile to keep and reopen; without it, a fresh one that goes away with the browser. */
  readonly profileDir?: string;
  readonly args?: readonly string[];
}
