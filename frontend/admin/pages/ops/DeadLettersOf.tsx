import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useMay } from '../../frame/me';
import { Page } from '../../frame/Page';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import type { Column } from '../../patterns/table';
import { useChosen } from '../../patterns/useChosen';
import { isProblem } from '../../../src/api/problem';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { CopyText } from '../../ui/CopyText';
import { Dialog } from '../../ui/Dialog';
import { Blank, LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Facts, StateBadge, When } from '../../ui/values';
import {
  isService,
  nameOf,
  pageOf,
  tryAgain,
  useDeadLetters,
  type DeadLetter,
  type Service,
} from './deadLetters';
import { TRACE_COLUMN } from './logColumns';
import styles from './ops.module.css';

/** What the consumer of one service has set aside. */
export default function DeadLettersOf() {
  const t = useText();
  const { service = '' } = useParams();
  const crumbs = [{ label: t('deadLetters.title'), to: '/dead-letters' }];
  if (!isService(service))
    return (
      <Page title={t('detail.goneTitle')} crumbs={crumbs} quiet>
        <Blank icon="search" title={t('deadLetters.noService')}>
          <p className="muted">{t('deadLetters.notThere')}</p>
        </Blank>
      </Page>
    );
  return <Kept key={service} service={service} />;
}

const columns = (look: (letter: DeadLetter) => void): Column<DeadLetter>[] => [
  {
    id: 'event',
    label: 'deadLetters.event',
    cell: ({ event_type, aggregate }) => (
      <>
        <bdi>{event_type || <NoEvent />}</bdi>{' '}
        <bdi className={`muted ${styles.id}`} dir="ltr">
          {aggregate}
        </bdi>
      </>
    ),
  },
  {
    id: 'reason',
    label: 'deadLetters.reason',
    from: 'tablet',
    cell: ({ reason }) => <bdi>{reason}</bdi>,
  },
  { id: 'since', label: 'deadLetters.since', cell: ({ since }) => <When at={since} ago /> },
  {
    id: 'tries',
    label: 'deadLetters.tries',
    end: true,
    from: 'desk',
    cell: ({ tries }) => formatNumber(tries),
  },
  { id: 'next', label: 'deadLetters.next', from: 'tablet', cell: (letter) => <Next of={letter} /> },
  { ...TRACE_COLUMN, from: 'desk' },
  {
    id: 'acts',
    label: 'staff.acts',
    end: true,
    cell: (letter) => <Look of={letter} look={look} />,
  },
];

function NoEvent() {
  const t = useText();
  return t('deadLetters.noEvent');
}

function Next({ of: { due_at } }: { of: DeadLetter }) {
  return due_at ? <When at={due_at} ago /> : <StateBadge state="for_a_person" tone="bad" />;
}

function Look({ of, look }: { of: DeadLetter; look: (letter: DeadLetter) => void }) {
  const t = useText();
  return (
    <Button aria-label={t('deadLetters.lookAt', { name: nameOf(of) })} onClick={() => look(of)}>
      {t('deadLetters.look')}
    </Button>
  );
}

function Kept({ service }: { service: Service }) {
  const t = useText();
  const may = useMay();
  const kept = useDeadLetters(service);
  const { chosen, choose } = useChosen();
  const [looking, setLooking] = useState<DeadLetter>();
  const [trying, setTrying] = useState<DeadLetter[]>();
  const retries = may('events.retry');
  const letters = kept.data?.items ?? [];
  const ticked = letters.filter((letter) => chosen.has(nameOf(letter)));

  return (
    <Page
      title={t('deadLetters.of', { service })}
      crumbs={[{ label: t('deadLetters.title'), to: '/dead-letters' }]}
      actions={
        retries &&
        letters.length > 0 && (
          <Button onClick={() => setTrying(ticked.length > 0 ? ticked : letters)}>
            {ticked.length > 0
              ? t('deadLetters.tryChosen', { count: ticked.length })
              : t('deadLetters.tryAll', { count: letters.length })}
          </Button>
        )
      }
    >
      {kept.isPending ? (
        <Skeleton rows={8} />
      ) : kept.error && !kept.data ? (
        <LoadFailed error={kept.error} retry={() => void kept.refetch()} />
      ) : letters.length === 0 ? (
        <Blank icon="check" title={t('deadLetters.noneOf')}>
          <p className="muted">{t('deadLetters.noneText')}</p>
        </Blank>
      ) : (
        <>
          {kept.data.more && <Notice title={t('deadLetters.more', { count: letters.length })} />}
          <DataTable
            short
            label={t('deadLetters.title')}
            columns={columns(setLooking)}
            rows={letters}
            id={nameOf}
            selection={
              retries ? { chosen, choose, called: (row) => `${row.event_type} ${row.aggregate}` } : undefined
            }
          />
          <p className={`muted ${styles.text}`}>{t('deadLetters.letGo')}</p>
        </>
      )}
      {looking && (
        <One
          of={looking}
          again={
            retries
              ? () => {
                  setLooking(undefined);
                  setTrying([looking]);
                }
              : undefined
          }
          onClose={() => setLooking(undefined)}
        />
      )}
      {trying && <Again service={service} letters={trying} onClose={() => setTrying(undefined)} />}
    </Page>
  );
}

interface OneProps {
  of: DeadLetter;
  again: (() => void) | undefined;
  onClose: () => void;
}

/** All that is kept at hand of one: what the event says, and what the error said, is not among it. */
function One({ of, again, onClose }: OneProps) {
  const t = useText();
  const may = useMay();
  const page = pageOf(of, may);
  return (
    <Dialog title={of.event_type || t('deadLetters.noEvent')} onClose={onClose}>
      <Facts
        of={[
          [t('deadLetters.reason'), <bdi key="reason">{of.reason}</bdi>],
          [
            t('deadLetters.about'),
            page ? (
              <Link key="about" to={page}>
                <bdi>{of.aggregate}</bdi>
              </Link>
            ) : (
              <CopyText key="about" of={of.aggregate} name={t('deadLetters.about')} />
            ),
          ],
          [t('deadLetters.lane'), <bdi key="lane">{of.lane}</bdi>],
          [t('deadLetters.since'), <When key="since" at={of.since} />],
          [t('deadLetters.tries'), formatNumber(of.tries)],
          [t('deadLetters.next'), <Next key="next" of={of} />],
          [
            t('logs.correlation'),
            of.correlation_id && <CopyText key="trace" of={of.correlation_id} name={t('logs.correlation')} />,
          ],
        ]}
      />
      <p className="muted">{t('deadLetters.said')}</p>
      <div className={styles.links}>
        {again && (
          <Button look="primary" onClick={again}>
            {t('deadLetters.tryAgain')}
          </Button>
        )}
        {of.correlation_id && (
          <>
            <Link to={`/traces/${of.correlation_id}`}>{t('deadLetters.trace')}</Link>
            <Link to={`/logs?level=WARNING&correlation_id=${encodeURIComponent(of.correlation_id)}`}>
              {t('deadLetters.logs')}
            </Link>
          </>
        )}
      </div>
    </Dialog>
  );
}

interface AgainProps {
  service: Service;
  letters: DeadLetter[];
  onClose: () => void;
}

/** Has the consumer's timer try them; one after the other, so that a service in trouble is not run down. */
function Again({ service, letters, onClose }: AgainProps) {
  const t = useText();
  const queries = useQueryClient();

  async function submit() {
    let asked = 0;
    try {
      for (const letter of letters) {
        try {
          await tryAgain(service, letter);
          asked += 1;
        } catch (error) {
          // Nothing of it is set aside any more: it was done meanwhile.
          if (!isProblem(error) || error.status !== 404) throw error;
        }
      }
    } finally {
      await queries.invalidateQueries({ queryKey: ['dead-letters', service] });
      if (asked > 0) toast(t('deadLetters.asked', { count: asked }));
    }
    if (asked === 0) toast(t('deadLetters.doneMeanwhile'));
  }

  return (
    <ActionDialog
      title={t('deadLetters.tryTitle', { count: letters.length })}
      consequences={[
        t('deadLetters.tryWhen'),
        t('deadLetters.tryEffect'),
        t('deadLetters.tryOrder'),
        t('deadLetters.tryFails'),
      ]}
      action={t('deadLetters.tryAgain')}
      submit={submit}
      onClose={onClose}
    />
  );
}
