const ALLOWED = new Set(
  'P BR UL OL LI STRONG B EM I H2 H3 H4 A BLOCKQUOTE TABLE THEAD TBODY TR TH TD'.split(' '),
);
const DROPPED_WHOLE = new Set('SCRIPT STYLE IFRAME OBJECT EMBED TEMPLATE SVG MATH FORM NOSCRIPT'.split(' '));

/**
 * A product description comes from the catalogue's CSV: only plain text markup gets through. Unknown elements are
 * unwrapped, active ones dropped with their content, attributes removed (a link keeps a web or site address).
 */
export function safeHtml(html: string): string {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  clean(parsed.body);
  return parsed.body.innerHTML;
}

function clean(parent: Element): void {
  for (const element of [...parent.children]) {
    if (DROPPED_WHOLE.has(element.tagName.toUpperCase())) {
      element.remove();
      continue;
    }
    clean(element);
    if (ALLOWED.has(element.tagName)) strip(element);
    else element.replaceWith(...element.childNodes);
  }
}

function strip(element: Element): void {
  const href = element.tagName === 'A' ? element.getAttribute('href') : null;
  for (const { name } of [...element.attributes]) element.removeAttribute(name);
  if (href && /^(https?:\/\/|\/(?!\/))/i.test(href)) {
    element.setAttribute('href', href);
    element.setAttribute('rel', 'noopener nofollow');
  }
}
