import { useInfiniteQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import { tagged } from '../../api/tagged';
import { Who } from '../../frame/Who';
import { useText } from '../../i18n/useText';
import { useAct } from '../../patterns/useAct';
import { Button } from '../../ui/Button';
import { ErrorNotice, LoadFailed } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, StateBadge, When } from '../../ui/values';
import styles from '../content/content.module.css';
import type { Document } from '../content/document';

interface Props {
  /** How many there are. */
  number: number;
  tag: string | null;
  may: boolean;
  restored: (document: Document, tag?: string | null) => void;
}

/** What was in force before, each of which can be made the draft again. */
export function Versions({ number, tag, may, restored }: Props) {
  const t = useText();
  const { busy, error, run } = useAct(() => Promise.resolve());
  const list = useInfiniteQuery({
    queryKey: ['rates', 'taxes', 'versions', number],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/rates/{kind}/versions', {
          params: { path: { kind: 'taxes' }, query: { limit: 10, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: number > 0,
  });

  const restore = (which: number) =>
    run(async () => {
      const after = await tagged(
        api().POST('/admin/rates/{kind}/versions/{number}/restore', {
          params: {
            path: { kind: 'taxes', number: String(which) },
            header: { 'If-Match': tag ?? '"0"' },
          },
        }),
      );
      restored(after.data, after.tag);
      toast(t('taxes.restored', { number: which }));
    });

  return (
    <Card title={t('taxes.history')}>
      {number === 0 && <p className="muted">{t('taxes.installed')}</p>}
      {Boolean(error) && <ErrorNotice error={error} title={t('error.failed')} />}
      {Boolean(list.error) && <LoadFailed error={list.error} retry={() => void list.refetch()} />}
      <ul className={styles.versions}>
        {list.data?.pages
          .flatMap(({ items }) => items)
          .map((version) => (
            <li key={version.number}>
              <div>
                <strong>{t('taxes.version', { number: version.number })}</strong>{' '}
                {!version.until && <StateBadge state="in_force" tone="good" />}
                <p className="muted small">
                  <When at={version.since} /> · <Who id={version.published_by} />
                </p>
              </div>
              {may && (
                <Button busy={busy} onClick={() => void restore(version.number)}>
                  {t('taxes.restore', { number: version.number })}
                </Button>
              )}
            </li>
          ))}
      </ul>
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </Card>
  );
}
