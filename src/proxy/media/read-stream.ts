import { open, type FileHandle } from 'node:fs/promises';

const PART_BYTES = 64 * 1024;

/**
 * A part of a file, from `start` up to, not including, `end`, read as fast as it is taken and no faster. The file is
 * opened by the first read: an answer whose body nobody wants (HEAD) holds nothing open.
 */
export function readStream(path: string, start: number, end: number): ReadableStream<Uint8Array> {
  let file: FileHandle | undefined;
  let at = start;
  const close = async () => {
    await file?.close();
    file = undefined;
  };
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          file ??= await open(path, 'r');
          const part = new Uint8Array(Math.min(PART_BYTES, end - at));
          const { bytesRead } = await file.read(part, 0, part.byteLength, at);
          at += bytesRead;
          if (bytesRead > 0) controller.enqueue(part.subarray(0, bytesRead));
          // A file that is shorter than it was ends here too; its length then tells the reader that it was cut.
          if (at < end && bytesRead > 0) return;
          await close();
          controller.close();
        } catch (error) {
          await close();
          throw error;
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}
