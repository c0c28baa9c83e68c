import { preparePicture } from './picture.ts';

/** One file in, what is published of it out; ends when its parent lets go of it. */
process.on('message', (bytes: Uint8Array) => {
  void preparePicture(bytes).then((answer) => process.send?.(answer));
});
