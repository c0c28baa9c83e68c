/*
 * With `require-trusted-types-for 'script'; trusted-types offprint` a page may turn text into markup or into a script's
 * address only through this one policy. The build passes every template that the compiler made through `literalHtml`;
 * any other text given to innerHTML is stopped by the browser.
 */

/** Markup that the compiler wrote, for a template; the build calls this (vite-plugin-trusted-templates.ts), nobody else. */
export function literalHtml(strings: TemplateStringsArray): string {
  const [html] = strings;
  // The compiler freezes a literal's parts and gives them `raw`; text built while running has neither.
  const isLiteral =
    strings.length === 1 && Object.isFrozen(strings) && Object.isFrozen(strings.raw);
  if (html === undefined || !isLiteral) {
    throw new TypeError('only a literal template of the build may become markup');
  }
  return policy.createHTML(html);
}

/**
 * A script of this origin as the address of a worker or service worker; a foreign one throws. Typed as the string that
 * the platform's declarations ask for; where the browser enforces Trusted Types it is a TrustedScriptURL.
 */
export function scriptUrl(url: string): string {
  return policy.createScriptURL(url);
}

interface Policy {
  createHTML(html: string): string;
  createScriptURL(url: string): string;
}

const rules: Policy = {
  createHTML: (html) => html,
  createScriptURL(url) {
    if (new URL(url, location.href).origin === location.origin) return url;
    throw new TypeError(`${url} is not a script of this site`);
  },
};

// Baseline since February 2026; an older browser enforces nothing and is given plain strings.
const { trustedTypes } = globalThis as {
  trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
};

const policy: Policy = trustedTypes?.createPolicy('offprint', rules) ?? rules;
