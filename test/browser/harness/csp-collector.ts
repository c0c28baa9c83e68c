/**
 * Runs in the page: keeps every CSP and Trusted Types violation of the document under a symbol, so
 * that no name of the page's own is touched. Starting it late finds the earlier ones by the buffered
 * reports, which is how WebKit, without init scripts, gets them.
 */
export const cspCollector = `(() => {
  const key = Symbol.for('offprint.test.violations');
  if (globalThis[key]) return;
  const seen = (globalThis[key] = new Set());
  const note = (e) => seen.add([e.effectiveDirective, e.blockedURL ?? e.blockedURI, (e.sourceFile ?? '') + ':' + (e.lineNumber ?? ''), e.sample].join(' '));
  addEventListener('securitypolicyviolation', note);
  if (typeof ReportingObserver === 'function') {
    new ReportingObserver((reports) => reports.forEach((r) => note(r.body)), { types: ['csp-violation'], buffered: true }).observe();
  }
})()`;
