import { useState } from 'react';
import { api } from '../../../src/api/client';
import { isProblem, isRecord, Problem } from '../../../src/api/problem';
import type { components } from '../../../src/api/schema';
import { tagged, type Tagged } from '../../api/tagged';
import { useDetail, type Detail } from '../../patterns/DetailPage';

type Schemas = components['schemas'];
export type Contents = Schemas['Contents'];
export type Family = keyof Contents;
export type Content<F extends Family> = NonNullable<Contents[F]>;
export type Document = Schemas['DocumentView'];

/** Rules of prices have routes of their own, which take and answer the same. */
export const RULES: ReadonlySet<string> = new Set(['promotions', 'markets']);
const at = <P extends string>(kind: string, path: P): P =>
  RULES.has(kind) ? (path.replace('/admin/content/', '/admin/rates/') as P) : path;
export const routeOf = {
  one: (kind: string) => at(kind, '/admin/content/{kind}'),
  publish: (kind: string) => at(kind, '/admin/content/{kind}/publish'),
  versions: (kind: string) => at(kind, '/admin/content/{kind}/versions'),
  version: (kind: string) => at(kind, '/admin/content/{kind}/versions/{number}'),
  restore: (kind: string) => at(kind, '/admin/content/{kind}/versions/{number}/restore'),
};

const params = (kind: string, tag: string | null) => ({
  path: { kind },
  header: { 'If-Match': tag ?? '"0"' },
});

/** A page that nobody has written yet is an empty document, based on nothing. */
async function reading(kind: string, headers: Record<string, string>, signal?: AbortSignal) {
  const outcome = await api().GET(routeOf.one(kind), { params: { path: { kind } }, headers, signal });
  if (outcome.response.status !== 404 || !kind.startsWith('page:')) return outcome;
  const data: Document = {
    kind,
    version: 0,
    published: 0,
    in_force: false,
    changed: false,
    updated_at: null,
    updated_by: '',
    draft: null,
  };
  return { data, response: new Response(null, { headers: { ETag: '"0"' } }) };
}

/** The API tells a field within the member it stands in; the form knows it without. */
export function withoutMember(error: unknown, family: Family): unknown {
  if (!isProblem(error) || !Array.isArray(error.extra.errors)) return error;
  const errors = error.extra.errors
    .filter(isRecord)
    .map((one) => ({ ...one, field: String(one.field).replace(new RegExp(`^${family}\\.`), '') }));
  const { status, code, detail, reference, extra } = error;
  return new Problem(status, code, detail, reference, { ...extra, errors });
}

export interface Editing<F extends Family, T extends Content<F>> {
  detail: Detail<Document>;
  /** What is shown in the fields: what was typed, or else what is stored. */
  value: T;
  dirty: boolean;
  change: (part: Partial<T>) => void;
  /** What somebody else stored while this was typed. */
  theirs: Tagged<Document> | undefined;
  base: Document | undefined;
  takeTheirs: () => void;
  /** Keeps what was typed as the draft; false when somebody else was faster. */
  save: () => Promise<boolean>;
  publish: () => Promise<boolean>;
  withdraw: () => Promise<boolean>;
  /** Answers how to undo it, or nothing where somebody else was faster. */
  restore: (number: number) => Promise<(() => Promise<void>) | null>;
}

/** A document and the draft that is typed. Everything that is sent says on what it is based, and overwrites nothing else. */
export function useEditing<F extends Family, T extends Content<F>>(
  kind: string,
  family: F,
  from: (stored: Content<F> | undefined) => T,
): Editing<F, T> {
  const detail = useDetail<Document>(['content', kind], (headers, signal) => reading(kind, headers, signal));
  const [typed, setTyped] = useState<T>();
  const [base, setBase] = useState<Tagged<Document>>();
  const [theirs, setTheirs] = useState<Tagged<Document>>();
  const stored = (document: Document | undefined) => document?.draft?.[family] as Content<F> | undefined;
  const value = typed ?? from(stored(detail.data));

  function began(): void {
    setTyped(undefined);
    setBase(undefined);
    setTheirs(undefined);
  }

  function change(part: Partial<T>): void {
    if (!base && detail.data) setBase({ data: detail.data, tag: detail.tag });
    setTyped((before) => ({ ...(before ?? from(stored(detail.data))), ...part }));
  }

  /** Shows what came of it; where somebody else was faster, how it is now. */
  async function sent(call: ReturnType<typeof put>): Promise<boolean> {
    try {
      const { data, tag } = await tagged(call);
      detail.replace(data, tag);
      began();
      return true;
    } catch (error) {
      if (!isProblem(error) || error.status !== 412) throw withoutMember(error, family);
      if (typed) setTheirs(await tagged(reading(kind, {})));
      else await detail.reload();
      return false;
    }
  }

  const put = (content: Content<F>, tag: string | null) =>
    api().PUT(routeOf.one(kind), { params: params(kind, tag), body: { [family]: content } });
  const tag = (theirs ?? base ?? detail).tag;

  return {
    detail,
    value,
    dirty: typed !== undefined,
    change,
    theirs,
    base: base?.data,
    takeTheirs: () => {
      if (theirs) detail.replace(theirs.data, theirs.tag);
      began();
    },
    save: () => ((typed ?? !detail.data?.draft) ? sent(put(value, tag)) : Promise.resolve(true)),
    publish: () => sent(api().POST(routeOf.publish(kind), { params: params(kind, detail.tag) })),
    withdraw: () => sent(api().POST('/admin/content/{kind}/withdraw', { params: params(kind, detail.tag) })),
    restore: async (number) => {
      const before = stored(detail.data);
      const { data, response, error } = await api().POST(routeOf.restore(kind), {
        params: { path: { kind, number: String(number) }, header: { 'If-Match': detail.tag ?? '"0"' } },
      });
      const after = response.headers.get('ETag');
      if (!(await sent(Promise.resolve({ data, response, error }) as ReturnType<typeof put>))) return null;
      return async () => {
        if (before && !(await sent(put(before, after)))) return;
      };
    },
  };
}

export type Leaf = [path: string, value: string];

/** What a document says, name by name; lists count from one. */
export function leaves(content: unknown, path = ''): Leaf[] {
  if (Array.isArray(content))
    return content.flatMap((item, index) => leaves(item, path ? `${path} ${index + 1}` : `${index + 1}`));
  if (isRecord(content))
    return Object.entries(content).flatMap(([name, value]) => leaves(value, path ? `${path}.${name}` : name));
  if (content === null || content === undefined || content === '') return [];
  return [[path, typeof content === 'string' ? content : JSON.stringify(content)]];
}
