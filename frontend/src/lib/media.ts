/** The catalogue may name a picture by its path in the media folder ("media/rug.svg"): make it an address. */
export function mediaUrl(src: string | null | undefined): string | null {
  if (!src) return null;
  return /^(https?:)?\//.test(src) ? src : `/${src}`;
}
