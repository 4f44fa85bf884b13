import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import type { Permission } from '../../frame/me';
import type { PageOf } from '../../patterns/table';

type Schemas = components['schemas'];

/** Work that goes on without whoever asked for it. */
export interface Job {
  kind: 'import' | 'dryRun' | 'export' | 'bulk' | 'undo' | 'orders';
  id: string;
  name: string;
  state: string;
  done: number;
  /** Null until it is known. */
  total: number | null;
  refused: number;
  by: string;
  at: string;
  /** Where its file is, for who may have it. */
  url: string | null;
  until: string | null;
  /** The page that shows it. */
  to: string;
  /** Ends it before its next product; null where it cannot be. */
  stop: (() => Promise<unknown>) | null;
}

type Load = (limit: number, cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<Job>>;

function ofImport(one: Schemas['ImportView']): Job {
  const path = { params: { path: { import_id: one.import_id } } };
  const done = one.products_created + one.products_updated + one.products_unchanged + one.products_failed;
  return {
    kind: one.dry_run ? 'dryRun' : 'import',
    id: one.import_id,
    name: one.filename,
    state: one.status,
    done,
    total: one.products_total,
    refused: one.products_failed,
    by: one.created_by,
    at: one.created_at,
    url: null,
    until: null,
    to: `/products/imports/${one.import_id}`,
    stop:
      one.status === 'running' || one.status === 'checking'
        ? () => answer(api().POST('/admin/products/imports/{import_id}/stop', path))
        : null,
  };
}

function ofExport(one: Schemas['ExportView']): Job {
  return {
    kind: 'export',
    id: one.export_id,
    name: '',
    state: one.status,
    done: one.products_done,
    total: one.products_total,
    refused: 0,
    by: one.created_by,
    at: one.created_at,
    url: one.url,
    until: one.available_until,
    to: '/products/exports',
    stop: null,
  };
}

function ofBulk(one: Schemas['BulkView']): Job {
  const path = { params: { path: { bulk_id: one.bulk_id } } };
  return {
    kind: one.undo_of ? 'undo' : 'bulk',
    id: one.bulk_id,
    name: '',
    state: one.status,
    done: one.products_changed + one.products_unchanged + one.products_failed,
    total: one.products_total,
    refused: one.products_failed,
    by: one.created_by,
    at: one.created_at,
    url: one.report_url,
    until: null,
    to: `/products/bulk-edits/${one.bulk_id}`,
    stop:
      one.status === 'running'
        ? () => answer(api().POST('/admin/products/bulk-edits/{bulk_id}/stop', path))
        : null,
  };
}

function ofOrders(one: Schemas['OrdersExportView']): Job {
  return {
    kind: 'orders',
    id: one.export_id,
    name: '',
    state: one.status,
    done: one.orders_done,
    total: one.status === 'succeeded' ? one.orders_done : null,
    refused: 0,
    by: one.created_by,
    at: one.created_at,
    url: one.url,
    until: one.available_until,
    to: `/orders?${new URLSearchParams(one.query)}`,
    stop: null,
  };
}

const via =
  <T>(of: (one: T) => Job, ask: (page: Page, signal: AbortSignal) => Promise<PageOf<T>>): Load =>
  async (limit, cursor, signal) => {
    const { items, next_cursor } = await ask({ params: { query: { limit, cursor } } }, signal);
    return { items: items.map(of), next_cursor };
  };
interface Page {
  params: { query: { limit: number; cursor: string | undefined } };
}

/** Where jobs are kept, and who may read them. */
export const SOURCES: { name: string; needs: Permission; load: Load }[] = [
  {
    name: 'imports',
    needs: 'products.import',
    load: via(ofImport, (page, signal) => answer(api().GET('/admin/products/imports', { ...page, signal }))),
  },
  {
    name: 'exports',
    needs: 'products.export',
    load: via(ofExport, (page, signal) => answer(api().GET('/admin/products/exports', { ...page, signal }))),
  },
  {
    name: 'bulk',
    needs: 'products.write',
    load: via(ofBulk, (page, signal) => answer(api().GET('/admin/products/bulk-edits', { ...page, signal }))),
  },
  {
    name: 'orders',
    needs: 'orders.export',
    load: via(ofOrders, (page, signal) =>
      answer(api().GET('/admin/backoffice/exports', { ...page, signal })),
    ),
  },
];

/** How far each source is: the page it goes on with, and how many of its jobs were shown; null when it is through. */
type Places = Partial<Record<string, { cursor?: string; shown: number } | null>>;

const LIMIT = 50;

/** The next jobs of several sources, newest first, each of which lists its own so. */
export async function merged(
  sources: { name: string; load: Load }[],
  after: string | undefined,
  signal: AbortSignal,
): Promise<PageOf<Job>> {
  const places: Places = after ? (JSON.parse(after) as Places) : {};
  const open = await Promise.all(
    sources
      .filter(({ name }) => places[name] !== null)
      .map(async ({ name, load }) => {
        const { cursor, shown } = places[name] ?? { shown: 0 };
        const page = await load(LIMIT, cursor, signal);
        return { name, cursor, page, rest: page.items.slice(shown) };
      }),
  );
  const items: Job[] = [];
  while (items.length < LIMIT) {
    const [next] = open
      .filter(({ rest }) => rest.length > 0)
      .sort((one, other) => Date.parse(other.rest[0]?.at ?? '') - Date.parse(one.rest[0]?.at ?? ''));
    const job = next?.rest.shift();
    if (!next || !job) break;
    items.push(job);
    // What this source has beyond its page may be newer than what the others have.
    if (next.rest.length === 0 && next.page.next_cursor) break;
  }
  const on: Places = Object.fromEntries(Object.entries(places).filter(([, place]) => place === null));
  for (const { name, cursor, page, rest } of open) {
    if (rest.length > 0) on[name] = { cursor, shown: page.items.length - rest.length };
    else on[name] = page.next_cursor ? { cursor: page.next_cursor, shown: 0 } : null;
  }
  const through = Object.values(on).every((place) => place === null);
  return { items, next_cursor: through ? null : JSON.stringify(on) };
}
