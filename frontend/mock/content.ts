import { readFileSync } from 'node:fs';
import type { Said } from './routes.ts';
import type { Asked } from './till.ts';

type Content = Record<string, unknown>;

interface Version {
  number: number;
  since: string;
  until: string | null;
  published_by: string;
  content: Content;
}

interface Document {
  kind: string;
  version: number;
  published: number;
  in_force: boolean;
  changed: boolean;
  updated_at: string | null;
  updated_by: string;
  draft: Content | null;
}

const SEED = new URL('../../seed/content/', import.meta.url);
const STEPS = [
  ...['name_and_currency', 'first_product', 'taxes', 'shipping'],
  ...['payment_test', 'test_order', 'opening'],
];
const BY = 'mock-user';

/** A letter in short, with the merchant's words. */
function letterWith({ subject = '', intro, closing, language }: Record<string, string>): object {
  const words = [subject, intro, 'Here stands what it is about.', closing].filter(Boolean);
  const lines = words.map((line) => `<p style="color:#1f2328;margin:0 0 14px">${line}</p>`).join('');
  const html = `<html><body style="background-color:#f4f3ef;padding:24px;font-family:sans-serif">${lines}</body></html>`;
  return { subject: subject || 'The shop’s own subject', html, text: words.join('\n\n'), language };
}

/** Markdown enough for looking at pages: headings, lists and paragraphs. */
function htmlOf(markdown: string): string {
  const inline = (text: string) =>
    text
      .replaceAll('<', '&lt;')
      .replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
      .replace(/\[(.+?)\]\((.+?)\)/g, '<a href="$2">$1</a>');
  return markdown
    .trim()
    .split(/\n{2,}/)
    .map((part) => {
      if (part.startsWith('## ')) return `<h2>${inline(part.slice(3))}</h2>`;
      if (!part.startsWith('- ')) return `<p>${inline(part)}</p>`;
      const items = part.split(/^- /m).filter(Boolean);
      return `<ul>${items.map((item) => `<li>${inline(item)}</li>`).join('')}</ul>`;
    })
    .join('');
}

/** The merchant's words in memory: the seed's to begin with, as `make up` publishes them. */
export class Paper {
  private readonly documents = new Map<string, Document>();
  private readonly versions = new Map<string, Version[]>();
  private readonly shown = new Map<string, Content>();
  private readonly steps = new Map<string, string>();
  private day = 0;

  constructor() {
    const { pages, ...single } = JSON.parse(readFileSync(new URL('content.json', SEED), 'utf8')) as {
      pages: Record<string, Content>;
      [family: string]: Content;
    };
    for (const [family, content] of Object.entries(single)) this.begin(family, { [family]: content });
    for (const [slug, about] of Object.entries(pages)) {
      const body = readFileSync(new URL(`${slug}.md`, SEED), 'utf8');
      this.begin(`page:${slug}`, { page: { ...about, body } });
    }
  }

  private begin(kind: string, content: Content): void {
    this.write(kind, content);
    this.publish(kind);
  }

  private find(kind: string): Document | undefined {
    const stored = this.documents.get(kind);
    if (stored || kind.startsWith('page:')) return stored;
    return {
      ...{ kind, version: 0, published: 0, in_force: false, changed: false },
      ...{ updated_at: null, updated_by: '', draft: null },
    };
  }

  private keep(kind: string, change: Partial<Document>): Document {
    const before = this.find(kind) ?? {
      ...{ kind, published: 0, in_force: false, draft: null },
      version: 0,
    };
    const after = {
      ...{ changed: true, ...before },
      ...{ updated_at: new Date().toISOString(), updated_by: BY, version: before.version + 1 },
      ...change,
    };
    this.documents.set(kind, after);
    return after;
  }

  private write(kind: string, draft: Content): Document {
    return this.keep(kind, { draft, changed: true });
  }

  private publish(kind: string): Document | undefined {
    const content = this.find(kind)?.draft;
    if (!content) return undefined;
    const before = this.versions.get(kind) ?? [];
    const since = new Date().toISOString();
    for (const version of before) version.until ??= since;
    const number = before.length + 1;
    this.versions.set(kind, [{ number, since, until: null, published_by: BY, content }, ...before]);
    this.shown.set(kind, content);
    return this.keep(kind, { published: number, in_force: true, changed: false });
  }

  private withdraw(kind: string): Document {
    this.shown.delete(kind);
    return this.keep(kind, { in_force: false, changed: true });
  }

  private pageOf(content: Content | undefined): object | null {
    const page = content?.page as { title: string; description?: string; body: string } | undefined;
    return page ? { ...page, html: htmlOf(page.body), in_force_since: new Date().toISOString() } : null;
  }

  private shop(instead: Content = {}): object {
    const part = (family: string) =>
      (instead[family] ?? this.shown.get(family)?.[family] ?? null) as Record<string, unknown> | null;
    const now = Date.now();
    const banners = (part('banners')?.items ?? []) as { since?: string; until?: string }[];
    return {
      settings: part('settings'),
      theme: { light: {}, dark: {} },
      closed: part('settings')?.closed ?? null,
      navigation: part('navigation'),
      sections: part('home')?.sections ?? [],
      banners: banners.filter(
        ({ since, until }) => (!since || Date.parse(since) <= now) && (!until || now < Date.parse(until)),
      ),
    };
  }

  private firstDay(): object {
    const seen = ['name_and_currency', 'first_product', 'opening'];
    const steps = STEPS.map((step) => ({
      step,
      state: seen.includes(step) ? 'done' : (this.steps.get(step) ?? 'to_do'),
    }));
    return { steps, finished: steps.every(({ state }) => state !== 'to_do') };
  }

  /** The answer to what is asked of the merchant's words; null of anything else. */
  answer({ method, path, query, body }: Asked): Said | null {
    const said = (found: unknown, version?: number): Said | null =>
      found ? { status: 200, body: found, etag: version === undefined ? undefined : `"${version}"` } : null;
    if (path === '/shop') return said(this.shop());
    const page = /^\/pages\/([^/]+)$/.exec(path);
    if (page) return said(this.pageOf(this.shown.get(`page:${page[1]}`)));
    if (path === '/admin/content/first-day') {
      if (method === 'PATCH') {
        for (const { step, state } of body.steps as { step: string; state: string }[])
          this.steps.set(step, state);
        this.day += 1;
      }
      return said(this.firstDay(), this.day);
    }
    if (path === '/admin/letters/preview') return said(letterWith(body as Record<string, string>));
    if (path === '/admin/content') {
      const items = [...this.documents.values()].filter(
        ({ kind }) => !query.get('family') || kind.split(':')[0] === query.get('family'),
      );
      return said({ items, next_cursor: null });
    }
    // Rules of prices have routes of their own, which take and answer the same.
    const hit = /^\/admin\/(?:content|rates)\/([^/]+)(?:\/(\w+))?(?:\/(\d+))?(\/restore)?$/.exec(path);
    if (!hit || hit[1] === 'pictures') return null;
    const [, name = '', act, number, restores] = hit;
    const kind = decodeURIComponent(name);
    const versions = this.versions.get(kind) ?? [];
    const version = versions.find((one) => one.number === Number(number));
    if (act === 'versions' && method === 'GET')
      return said(number ? version : { items: versions, next_cursor: null });
    if (act === 'preview') {
      const draft = this.find(kind)?.draft ?? {};
      if (kind.startsWith('page:')) return said({ page: this.pageOf(draft) });
      return said(kind.startsWith('letter:') ? { letter: draft } : { shop: this.shop(draft) });
    }
    const document = this.changed(kind, method, act, body, restores ? version : undefined);
    return said(document, document?.version);
  }

  private changed(
    kind: string,
    method: string,
    act: string | undefined,
    body: Content,
    restored: Version | undefined,
  ): Document | undefined {
    if (restored) return this.write(kind, restored.content);
    if (method === 'PUT') return this.write(kind, body);
    if (act === 'publish') return this.publish(kind);
    return act === 'withdraw' ? this.withdraw(kind) : this.find(kind);
  }
}
