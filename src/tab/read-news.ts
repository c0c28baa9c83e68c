/** What the version on the server says is new in it; '' where that cannot be known. Never rejects. */
export async function readNews(basePath: string): Promise<string> {
  try {
    const response = await fetch(`${basePath}news.json`, { cache: 'no-store' });
    const { news } = (await response.json()) as { readonly news?: unknown };
    return response.ok && typeof news === 'string' && news.length <= MAX_LENGTH ? news : '';
  } catch {
    // No network, or a host that answers everything with its front page: the offer stands without it.
    return '';
  }
}

/** Longer than any sentence that fits a notice. */
const MAX_LENGTH = 200;
