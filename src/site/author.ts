/**
 * The author as a person may see it. Bases often hold an e-mail address there, which is never shown (B53): what is
 * left around it is the name, and `anonymous` where nothing is.
 */
export function authorName(author: string, anonymous: string): string {
  const name = author
    .replace(/[<([]?(?:mailto:)?[^\s@<>()[\]]+@[^\s@<>()[\]]+[>)\]]?/gi, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;:–-]+|[\s,;:–-]+$/g, '');
  return name === '' || name.includes('@') ? anonymous : name;
}
