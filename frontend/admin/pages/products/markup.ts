const BLOCKS = new Set(
  'P UL OL DL H1 H2 H3 H4 H5 H6 TABLE BLOCKQUOTE DIV PRE HR FIGURE DETAILS SECTION ARTICLE CENTER'.split(' '),
);

const parsed = (html: string): HTMLElement => new DOMParser().parseFromString(html, 'text/html').body;

/** The parts of a text: blocks as they are, and what stands between them. */
function partsOf(html: string): (Element | string)[] {
  const parts: (Element | string)[] = [];
  let run = parsed('');
  const end = () => {
    if (run.innerHTML.trim()) parts.push(run.innerHTML);
    run = parsed('');
  };
  for (const node of parsed(html).childNodes) {
    if (node instanceof Element && BLOCKS.has(node.tagName)) {
      end();
      parts.push(node);
    } else if (!(node instanceof Comment)) run.append(node.cloneNode(true));
  }
  end();
  return parts;
}

/** Who writes plain text gets paragraphs: a blank line ends one, a line end is kept. Blocks of its own stay. */
export function htmlOf(typed: string): string {
  return partsOf(typed)
    .flatMap((part) =>
      typeof part === 'string'
        ? part
            .split(/\n\s*\n/)
            .map((paragraph) => paragraph.trim().replaceAll('\n', '<br>'))
            .filter(Boolean)
            .map((paragraph) => `<p>${paragraph}</p>`)
        : part.outerHTML,
    )
    .join('');
}

/** A description as it is written: without the tags of paragraphs, which `htmlOf` gives back. Other blocks stay. */
export function textOf(html: string): string {
  return partsOf(html)
    .map((part) => {
      if (typeof part === 'string') return lines(part);
      return part.tagName === 'P' && part.attributes.length === 0 ? lines(part.innerHTML) : part.outerHTML;
    })
    .filter(Boolean)
    .join('\n\n');
}

/** In HTML a line ends with its tag, and an end of line is a space. */
const lines = (html: string): string =>
  html
    .replace(/[ \t\r\n]+/g, ' ')
    .replace(/ ?<br> ?/g, '\n')
    .replaceAll('&nbsp;', '\u00a0')
    .replace(/&amp;(?!#?\w+;)/g, '&')
    .trim();

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
