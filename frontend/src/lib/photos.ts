/** S3 is told how large a file may be; a telephone's picture is made smaller, and loses where it was taken. */
const LONGEST = 2048;
const QUALITY = 0.85;
const TAKEN = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type PhotoType = (typeof TAKEN)[number];

export interface Photo {
  type: PhotoType;
  content: Blob;
}

/** As it is sent; as it is where the browser cannot draw it. Null for what is no picture that the shop takes. */
export async function smaller(file: File): Promise<Photo | null> {
  const drawn = await redrawn(file).catch(() => null);
  if (drawn) return { type: 'image/jpeg', content: drawn };
  const type = TAKEN.find((known) => known === file.type);
  return type ? { type, content: file } : null;
}

async function redrawn(file: File): Promise<Blob | null> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
}
