const BLOCK = /<(p|ul|ol|h[1-6]|table|blockquote|div|pre)\b/i;

/** Who writes plain text gets paragraphs: a blank line ends one, a line end is kept. Text with blocks of its own stays. */
export function htmlOf(typed: string): string {
  const text = typed.trim();
  if (!text || BLOCK.test(text)) return text;
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${paragraph.trim().replaceAll('\n', '<br>')}</p>`)
    .join('');
}

/** Without tags, for where a search engine shows it. */
export function plainOf(html: string): string {
  const spaced = html.replace(/<(?=\/?(p|li|h\d|br|td|div)\b)/gi, ' <');
  const text = new DOMParser().parseFromString(spaced, 'text/html').body.textContent;
  return text.replace(/\s+/g, ' ').trim();
}

export type Mark = 'strong' | 'em' | 'h3' | 'ul' | 'ol' | 'blockquote' | 'a';

/** The chosen text with the mark around it; each line of a list is an item. */
export function marked(mark: Mark, chosen: string): string {
  if (mark === 'ul' || mark === 'ol') {
    const items = chosen.split('\n').filter((line) => line.trim());
    const lines = (items.length > 0 ? items : ['']).map((line) => `  <li>${line.trim()}</li>`);
    return `<${mark}>\n${lines.join('\n')}\n</${mark}>`;
  }
  return mark === 'a' ? `<a href="https://">${chosen}</a>` : `<${mark}>${chosen}</${mark}>`;
}
