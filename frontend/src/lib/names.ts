/** What the last part of an address calls a thing, for as long as nobody tells its name: "home/tea-pots" is "Tea pots". */
export function nameOf(slug: string): string {
  const words = (slug.split('/').at(-1) ?? '').replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
