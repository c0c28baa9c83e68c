/** One article file: what its front matter says, and the rich text below it. */
export interface ArticleFile {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  /** A day, `YYYY-MM-DD`. */
  readonly published_at: string;
  /** When the record was made, ISO with whole seconds. */
  readonly created: string;
  /** Airtable's rich text; ends in one newline, as Airtable's own does. */
  readonly content: string;
}

/**
 * Reads `key: value` lines between two `---` lines, and the rest as content. A value is the whole rest of its line,
 * unquoted, so a title may hold a colon. Throws with the slug and the key when one is missing.
 */
export function parseArticle(slug: string, text: string): ArticleFile {
  const parts = /^---\n(?<head>.*?)\n---\n(?<content>.*)$/s.exec(text)?.groups;
  if (parts === undefined) throw new Error(`${slug}.md: no front matter between two --- lines`);

  const values = new Map(
    (parts['head'] ?? '').split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2).trim()] as const;
    }),
  );
  const value = (key: string): string => {
    const found = values.get(key);
    if (found === undefined || found === '')
      throw new Error(`${slug}.md: front matter lacks "${key}"`);
    return found;
  };

  return {
    id: value('id'),
    title: value('title'),
    description: value('description'),
    author: value('author'),
    published_at: value('published_at'),
    created: value('created'),
    content: `${(parts['content'] ?? '').trim()}\n`,
  };
}
