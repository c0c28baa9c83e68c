/**
 * True where a page of this site may have sent the request, or no page at all: other programs send no `Origin`. A page of
 * another site cannot leave it out (OWASP ASVS 3.5.1).
 */
export function isOwnOrigin(request: Request, siteUrl?: string): boolean {
  const { headers } = request;
  if (headers.get('sec-fetch-site') === 'cross-site') return false;
  const origin = headers.get('origin');
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  const isNamed = siteUrl !== undefined && host === new URL(siteUrl).host;
  return isNamed || host === (headers.get('host') ?? new URL(request.url).host);
}
