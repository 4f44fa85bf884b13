import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { staffOf, useNames } from '../../frame/names';
import { formatMoney, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import { SeenDialog } from '../../patterns/SeenDialog';
import { Button } from '../../ui/Button';
import { CopyText } from '../../ui/CopyText';
import { Notice, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import { Due, isWaiting, nearness } from './due';
import { FileName } from './EvidenceFiles';
import { EvidenceForm } from './EvidenceForm';
import { MEMBERS } from './filled';
import styles from './disputes.module.css';
import { useFilled } from './useFilled';

export type Answered = components['schemas']['AnsweredDisputeView'];

/** A dispute: what the bank asks, until when, and what it is told. */
export default function DisputePage() {
  const t = useText();
  const may = useMay();
  const names = useNames();
  const [accepting, setAccepting] = useState(false);
  const { paymentId = '', disputeId = '' } = useParams();
  const path = { payment_id: paymentId, dispute_id: disputeId };
  const detail = useDetail<Answered>(['dispute', paymentId, disputeId], (headers, signal) =>
    api().GET('/admin/payments/{payment_id}/disputes/{dispute_id}', { params: { path }, headers, signal }),
  );
  const found = detail.data;
  const writes = found?.editable === true && may('payments.dispute');
  const known = useFilled(found?.order_id ?? '', writes && found.evidence === null);
  const start = found?.evidence ?? known;

  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('disputes.title'), to: '/disputes' }]}
      version={({ dispute }) => `${dispute.status} ${dispute.answer?.sent_at ?? ''}`}
      title={({ dispute }) => (
        <>
          {t('disputes.one', { amount: formatMoney(dispute.amount) })} <StateBadge state={dispute.status} />
        </>
      )}
      actions={({ acceptable }) =>
        acceptable &&
        may('payments.dispute') && (
          <Button look="danger" onClick={() => setAccepting(true)}>
            {t('disputes.accept')}
          </Button>
        )
      }
    >
      {({ dispute, evidence, files, order_id, payment_id, saved_at, saved_by }) => (
        <div className={layout.columns}>
          <div className={layout.stack}>
            <Told of={dispute} />
            {writes &&
              (start ? (
                <EvidenceForm
                  key={String(evidence === null)}
                  detail={detail}
                  start={start}
                  isDraft={evidence !== null}
                />
              ) : (
                <Skeleton />
              ))}
            {!writes && evidence && (
              <Card title={t('disputes.evidence')}>
                <Facts
                  of={MEMBERS.filter((member) => evidence[member]).map((member) => [
                    worded('evidence', member),
                    <span key={member} className={styles.said}>
                      {evidence[member]}
                    </span>,
                  ])}
                />
                {files.length > 0 && (
                  <ul className={styles.files} aria-label={t('disputes.files')}>
                    {files.map((file) => (
                      <li key={file.file_id}>
                        {worded('evidenceFile', file.kind)}:{' '}
                        <FileName path={path} file={file} size={file.size} />
                      </li>
                    ))}
                  </ul>
                )}
              </Card>
            )}
          </div>
          <div className={layout.stack}>
            <Card title={t('disputes.about')}>
              <Facts
                of={[
                  [t('orders.reason'), dispute.reason ? dispute.reason.replaceAll('_', ' ') : '–'],
                  [t('disputes.due'), <Due key="due" of={dispute} />],
                  [t('disputes.withdrawn'), <Money key="withdrawn" of={dispute.withdrawn} />],
                  [t('disputes.reinstated'), <Money key="reinstated" of={dispute.reinstated} />],
                  [t('disputes.contested'), <Money key="contested" of={dispute.contested} />],
                  ...(dispute.fee
                    ? [[t('disputes.fee'), <Money key="fee" of={dispute.fee} />] as [string, React.ReactNode]]
                    : []),
                  [t('disputes.opened'), <When key="opened" at={dispute.opened_at} />],
                  [t('disputes.changed'), <When key="changed" at={dispute.changed_at} />],
                  [t('disputes.id'), <CopyText key="id" of={dispute.dispute_id} name={t('disputes.id')} />],
                  ...(saved_at
                    ? [
                        [
                          t('disputes.saved'),
                          <span key="saved">
                            <When at={saved_at} /> · <bdi>{names(staffOf(saved_by))}</bdi>
                          </span>,
                        ] as [string, React.ReactNode],
                      ]
                    : []),
                ]}
              />
              <p>
                {may('orders.read') && <Link to={`/orders/${order_id}`}>{t('payments.toOrder')}</Link>}{' '}
                <Link to={`/payments/${payment_id}`}>{t('orders.toPayment')}</Link>
              </p>
            </Card>
          </div>
          {accepting && (
            <SeenDialog
              danger
              detail={detail}
              title={t('disputes.accept')}
              action={t('disputes.accept')}
              consequences={({ dispute: { amount } }) => [
                t('disputes.acceptText', { amount: formatMoney(amount) }),
                t('disputes.final'),
              ]}
              differences={(was, now) =>
                was.dispute.status === now.dispute.status
                  ? []
                  : [
                      {
                        label: t('orders.state'),
                        was: worded('state', was.dispute.status),
                        now: worded('state', now.dispute.status),
                      },
                    ]
              }
              onClose={() => setAccepting(false)}
              submit={async (_, key, seen) => {
                await answer(
                  api().POST('/admin/payments/{payment_id}/disputes/{dispute_id}', {
                    params: {
                      path,
                      header: { 'Idempotency-Key': key, ...(seen.tag ? { 'If-Match': seen.tag } : {}) },
                    },
                    body: { answer: 'accept' },
                  }),
                );
                await detail.reload();
                toast(t('disputes.accepted'));
              }}
            />
          )}
        </div>
      )}
    </DetailPage>
  );
}

/** What is to be done about it, or what came of it. */
function Told({ of: dispute }: { of: Answered['dispute'] }) {
  const t = useText();
  const [now] = useState(Date.now);
  const { answer: given, status, late } = dispute;
  if (given?.failure)
    return (
      <Notice tone="bad" title={t('disputes.refused')}>
        <p>{given.failure}</p>
      </Notice>
    );
  if (status === 'won' || status === 'lost') {
    const amount = formatMoney(status === 'won' ? dispute.reinstated : dispute.withdrawn);
    return <Notice tone={status === 'won' ? 'good' : 'warn'}>{t(`disputes.${status}`, { amount })}</Notice>;
  }
  if (given?.sent_at === null) return <Notice>{t('disputes.sending')}</Notice>;
  if (given || dispute.submissions > 0)
    return <Notice tone={late ? 'warn' : 'info'}>{t(late ? 'disputes.late' : 'disputes.sent')}</Notice>;
  if (!isWaiting(dispute)) return null;
  if (!dispute.due_by) return <Notice tone="warn">{t('disputes.noEvidence')}</Notice>;
  const isOver = nearness(dispute, now) === 'overdue';
  return (
    <Notice tone={isOver ? 'bad' : 'warn'}>{t(isOver ? 'disputes.tooLate' : 'disputes.answerIt')}</Notice>
  );
}
