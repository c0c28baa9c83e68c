/** A small text that this browser keeps for the site, and that all of its tabs share. */
export interface KeptText {
  /** Undefined where there is none, or nothing may be kept. */
  read(): string | undefined;
  write(text: string): void;
  forget(): void;
  /** Calls back when another tab has written; returns the stop. */
  follow(listener: () => void): () => void;
}

/** One under this name, below the site's base path. */
export function keptText(name: string): KeptText {
  const key = `offprint:${import.meta.env.BASE_URL}:${name}`;
  return Object.freeze({
    read() {
      try {
        return localStorage.getItem(key) ?? undefined;
      } catch {
        // Forbidden: as on a first visit.
        return undefined;
      }
    },
    write(text: string) {
      try {
        localStorage.setItem(key, text);
      } catch {
        // Full or forbidden: it holds for this page, and is forgotten with it.
      }
    },
    forget() {
      try {
        localStorage.removeItem(key);
      } catch {
        // Forbidden: then nothing is kept.
      }
    },
    follow(listener: () => void) {
      const heard = (event: StorageEvent) => event.key === key && listener();
      addEventListener('storage', heard);
      return () => removeEventListener('storage', heard);
    },
  });
}
