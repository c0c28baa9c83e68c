/** Hands the person a value as a JSON file, which the browser saves where it saves downloads. */
export function saveJson(name: string, value: unknown): void {
  const file = new Blob([JSON.stringify(value, undefined, 2)], { type: 'application/json' });
  const href = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
  // Not at once: Safari reads it only after the click (WebKit bug 211234).
  setTimeout(() => URL.revokeObjectURL(href), 40_000);
}
