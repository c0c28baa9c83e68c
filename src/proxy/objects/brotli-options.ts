import { constants, type BrotliOptions } from 'node:zlib';

/**
 * How texts are compressed with Brotli. Over a window of up to 64 KiB it searches in tables of a few hundred kilobytes,
 * over a larger one in two megabytes, which the system clears anew for each text; of JSON in chunks of at most 256 KiB the
 * small window makes no larger files.
 */
export function brotliOptions(quality: number, bytes: number): BrotliOptions {
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: 16,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes,
    },
  };
}
