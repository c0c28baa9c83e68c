/**
 * The server's environment for keeping little memory: glibc, which reads it as a process begins, else keeps blocks of a
 * few hundred KB that were used once, 60 MB of them after reading 50,000 records. Without glibc it says nothing.
 */
export const MEMORY_ENV: Readonly<Record<string, string>> = { MALLOC_MMAP_THRESHOLD_: '65536' };
