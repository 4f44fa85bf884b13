import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import type { Crumb } from '../../frame/Page';
import { useMay } from '../../frame/me';
import { Who } from '../../frame/Who';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DetailPage } from '../../patterns/DetailPage';
import { useLeaveGuard } from '../../patterns/leave';
import { useAct } from '../../patterns/useAct';
import patterns from '../../patterns/patterns.module.css';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { ErrorNotice, LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import { ProblemForm } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import { Card, Facts, StateBadge, When } from '../../ui/values';
import styles from './content.module.css';
import {
  leaves,
  routeOf,
  RULES,
  useEditing,
  type Content,
  type Document,
  type Editing,
  type Family,
} from './document';

export type Preview = components['schemas']['PreviewView'];
type Version = components['schemas']['VersionCard'];

interface Props<F extends Family, T extends Content<F>> {
  kind: string;
  family: F;
  title: string;
  crumbs?: Crumb[];
  /** All that the fields show, of what is stored. */
  from: (stored: Content<F> | undefined) => T;
  children: (value: T, change: (part: Partial<T>) => void) => ReactNode;
  /** Beside the form: what is done with what is typed, and keeps nothing. */
  below?: (value: T) => ReactNode;
  /** Of what shoppers see as it is. */
  preview?: (shown: Preview) => ReactNode;
  /** What publishing this does, beyond that shoppers see it. */
  consequences?: (value: T) => string[];
  /** What taking it from shoppers does, where that can be done. */
  withdrawing?: string[];
}

type Open = 'publish' | 'preview' | 'withdraw';

/** The state of a document in a word. */
export function DocumentState({ of: { in_force, changed, published } }: { of: Omit<Document, 'draft'> }) {
  const state = in_force ? (changed ? 'differing' : 'in_force') : published ? 'withdrawn' : 'unpublished';
  const tone = { differing: 'warn', in_force: 'good', withdrawn: 'over', unpublished: 'info' } as const;
  return <StateBadge state={state} tone={tone[state]} />;
}

/** A document's page: its draft in a form, what shoppers would see, publishing, and what was published before. */
export function DocumentPage<F extends Family, T extends Content<F>>(props: Props<F, T>) {
  const { kind, family, title, crumbs = [], from, children, withdrawing } = props;
  const t = useText();
  const may = useMay()(RULES.has(kind) ? 'rates.write' : 'content.write');
  const editing = useEditing(kind, family, from);
  const { detail, value, dirty, change, theirs } = editing;
  const [open, setOpen] = useState<Open>();
  const next = useRef<Open>(undefined);
  useLeaveGuard(dirty);

  async function submit() {
    const then = next.current;
    next.current = undefined;
    if (!(await editing.save())) return;
    if (then) setOpen(then);
    else toast(t('content.saved'));
  }
  const after = (then: Open) => ({ type: 'submit' as const, onClick: () => (next.current = then) });

  return (
    <DetailPage
      detail={detail}
      crumbs={crumbs}
      title={(document) => (
        <>
          {title} <DocumentState of={document} />
        </>
      )}
      actions={(document) =>
        may && withdrawing && document.in_force ? (
          <Button look="danger" onClick={() => setOpen('withdraw')}>
            {t('content.withdraw')}
          </Button>
        ) : null
      }
    >
      {(document) => (
        <>
          <LastChange of={document} />
          <fieldset disabled={!may} className={styles.plain}>
            <legend className="visually-hidden">{title}</legend>
            <ProblemForm
              action={t(theirs ? 'form.saveMine' : 'content.save')}
              submit={submit}
              changed={() => (next.current = undefined)}
              beside={
                <>
                  {theirs && <Button onClick={editing.takeTheirs}>{t('form.takeTheirs')}</Button>}
                  {props.preview && <Button {...after('preview')}>{t('content.preview')}</Button>}
                  <Button {...after('publish')} disabled={document.in_force && !document.changed && !dirty}>
                    {t('content.publish')}
                  </Button>
                </>
              }
            >
              {theirs && <Collision editing={editing} family={family} theirs={theirs.data} />}
              {children(value, change)}
            </ProblemForm>
          </fieldset>
          {props.below?.(value)}
          <History kind={kind} editing={editing} may={may} number={document.published} />
          {open && <Dialogs {...props} open={open} editing={editing} close={() => setOpen(undefined)} />}
        </>
      )}
    </DetailPage>
  );
}

function LastChange({ of: { updated_at, updated_by } }: { of: Document }) {
  const t = useText();
  return (
    <p className="muted small">
      {updated_at ? (
        <>
          {t('content.changedBy')} <Who id={updated_by} />, <When at={updated_at} />
        </>
      ) : (
        t('content.unwritten')
      )}
    </p>
  );
}

function Dialogs<F extends Family, T extends Content<F>>({
  kind,
  title,
  preview,
  consequences,
  withdrawing = [],
  open,
  editing,
  close,
}: Props<F, T> & { open: Open; editing: Editing<F, T>; close: () => void }) {
  const t = useText();
  if (open === 'preview' && preview)
    return (
      <Dialog title={t('content.previewOf', { title })} onClose={close}>
        <Previewed kind={kind} version={editing.detail.data?.version ?? 0} preview={preview} />
      </Dialog>
    );
  const publishes = open === 'publish';
  return (
    <ActionDialog
      danger={!publishes}
      title={t(publishes ? 'content.publishWhat' : 'content.withdrawWhat', { title })}
      consequences={
        publishes
          ? [...(consequences?.(editing.value) ?? []), t('content.seenSoon'), t('content.formerKept')]
          : [...withdrawing, t('content.formerKept')]
      }
      action={t(publishes ? 'content.publish' : 'content.withdraw')}
      onClose={close}
      submit={async () => {
        const done = await (publishes ? editing.publish() : editing.withdraw());
        if (!done) toast(t('detail.changed'), { bad: true });
        else toast(t(publishes ? 'content.published' : 'content.withdrawn'));
      }}
    />
  );
}

function Previewed({
  kind,
  version,
  preview,
}: {
  kind: string;
  version: number;
  preview: (shown: Preview) => ReactNode;
}) {
  const shown = useQuery({
    queryKey: ['content', kind, 'preview', version],
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/content/{kind}/preview', { params: { path: { kind } }, signal })),
  });
  if (shown.error) return <LoadFailed error={shown.error} retry={() => void shown.refetch()} />;
  return shown.data ? <div className={styles.preview}>{preview(shown.data)}</div> : <Skeleton rows={3} />;
}

/** What somebody else changed, beside what it was and what is typed here. */
function Collision<F extends Family, T extends Content<F>>({
  editing: { base, value },
  family,
  theirs,
}: {
  editing: Editing<F, T>;
  family: F;
  theirs: Document;
}) {
  const t = useText();
  const was = new Map(leaves(base?.draft?.[family]));
  const now = new Map(leaves(theirs.draft?.[family]));
  const mine = new Map(leaves(value));
  const paths = [...new Set([...was.keys(), ...now.keys()])].filter(
    (path) => was.get(path) !== now.get(path),
  );
  return (
    <Notice tone="warn" title={t('form.changedTitle')}>
      <p>{t(paths.length > 0 ? 'form.changed' : 'form.changedElsewhere')}</p>
      {paths.length > 0 && (
        <div className={styles.scrolls}>
          <table className={patterns.differences}>
            <thead>
              <tr>
                {(['field', 'was', 'theirs', 'yours'] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(`form.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {paths.map((path) => (
                <tr key={path}>
                  <th scope="row">{named(path)}</th>
                  {[was, now, mine].map((values, index) => (
                    <td key={index}>{values.get(path) ?? '–'}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Notice>
  );
}

/** A name in a document as people call it: "items 2.link.to" is "Banners 2, Link, Leads to". */
function named(path: string): string {
  return path
    .split('.')
    .map((part) => {
      const [name = '', ...numbers] = part.split(' ');
      return [worded('field', name), ...numbers].join(' ');
    })
    .join(', ');
}

function History<F extends Family, T extends Content<F>>({
  kind,
  editing,
  may,
  number,
}: {
  kind: string;
  editing: Editing<F, T>;
  may: boolean;
  /** The last version, so that a new one is looked for. */
  number: number;
}) {
  const t = useText();
  const [looked, setLooked] = useState<number>();
  const { busy, error, run } = useAct(() => Promise.resolve());
  const list = useInfiniteQuery({
    queryKey: ['content', kind, 'versions', number, editing.detail.data?.in_force],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET(routeOf.versions(kind), {
          params: { path: { kind }, query: { limit: 10, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: number > 0,
  });
  const versions = list.data?.pages.flatMap(({ items }) => items) ?? [];

  const restore = (version: Version) =>
    run(async () => {
      const undo = await editing.restore(version.number);
      if (undo) toast(t('content.restored', { number: version.number }), { undo });
      else toast(t('detail.changed'), { bad: true });
    });

  return (
    <Card title={t('content.history')}>
      {number === 0 && <p className="muted">{t('content.noHistory')}</p>}
      {Boolean(error) && <ErrorNotice error={error} title={t('error.failed')} />}
      {Boolean(list.error) && <LoadFailed error={list.error} retry={() => void list.refetch()} />}
      {number > 0 && list.isPending && <Skeleton rows={2} />}
      <ul className={styles.versions}>
        {versions.map((version) => (
          <li key={version.number}>
            <div>
              <strong>{t('content.version', { number: version.number })}</strong>{' '}
              {!version.until && <StateBadge state="in_force" tone="good" />}
              <p className="muted small">
                <When at={version.since} />
                {version.until && (
                  <>
                    {' – '}
                    <When at={version.until} />
                  </>
                )}
                {' · '}
                <Who id={version.published_by} />
              </p>
            </div>
            <span className={styles.acts}>
              <Button
                aria-label={t('content.lookAt', { number: version.number })}
                onClick={() => setLooked(version.number)}
              >
                {t('content.look')}
              </Button>
              {may && (
                <Button
                  busy={busy}
                  disabled={editing.dirty}
                  aria-label={t('content.restoreWhich', { number: version.number })}
                  onClick={() => void restore(version)}
                >
                  {t('content.restore')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
      {looked !== undefined && (
        <Dialog title={t('content.version', { number: looked })} onClose={() => setLooked(undefined)}>
          <Former kind={kind} number={looked} />
        </Dialog>
      )}
    </Card>
  );
}

/** What a version said. */
function Former({ kind, number }: { kind: string; number: number }) {
  const said = useQuery({
    queryKey: ['content', kind, 'version', number],
    queryFn: ({ signal }) =>
      answer(
        api().GET(routeOf.version(kind), {
          params: { path: { kind, number: String(number) } },
          signal,
        }),
      ),
  });
  if (said.error) return <LoadFailed error={said.error} retry={() => void said.refetch()} />;
  const content = said.data?.content;
  if (!content) return <Skeleton rows={4} />;
  const [own] = Object.values(content).filter(Boolean);
  return (
    <div className={styles.former}>
      <Facts of={leaves(own).map(([path, text]) => [named(path), text])} />
    </div>
  );
}
