/** How large a picture is, in pixels, if these bytes are one that can be read. The reader is loaded with the first. */
export async function measurePicture(
  bytes: Uint8Array,
): Promise<{ readonly width: number; readonly height: number } | undefined> {
  const { default: sharp } = await import('sharp');
  try {
    const { autoOrient } = await sharp(bytes).metadata();
    const { width, height } = autoOrient;
    return width > 0 && height > 0 ? { width, height } : undefined;
  } catch {
    // Not a picture, or one that nobody can read: then it is a file like any other.
    return undefined;
  }
}

/** A picture made to fit a box, never enlarged; `undefined` for what cannot be read. */
export async function shrinkPicture(
  bytes: Uint8Array,
  box: { readonly width?: number; readonly height: number },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { default: sharp } = await import('sharp');
  const fit = { ...box, fit: 'outside' as const, withoutEnlargement: true };
  try {
    return new Uint8Array(await sharp(bytes).autoOrient().resize(fit).webp().toBuffer());
  } catch {
    return undefined;
  }
}
