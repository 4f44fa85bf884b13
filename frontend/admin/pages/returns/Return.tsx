import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail, type Detail } from '../../patterns/DetailPage';
import { Timeline } from '../../patterns/Timeline';
import { useAct } from '../../patterns/useAct';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { CheckField, TextField } from '../../ui/Field';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, Money, When } from '../../ui/values';
import styles from './returns.module.css';
import { numberOf, State, type Return as ReturnData } from './states';

type Decision = components['schemas']['DecisionBody'];
type Open = 'reject' | 'receive' | 'close';

/** One return: what is to come back, what came, and what became of the money. */
export default function Return() {
  const t = useText();
  const { returnId = '' } = useParams();
  const detail = useDetail<ReturnData>(['return', returnId], (headers, signal) =>
    api().GET('/admin/returns/{return_id}', { params: { path: { return_id: returnId } }, headers, signal }),
  );
  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('returns.title'), to: '/returns' }]}
      title={(one) => (
        <>
          {t('returns.one', { number: numberOf(one) })} <State of={one.state} />
        </>
      )}
      actions={(one) => <Acts of={one} detail={detail} />}
    >
      {(one) => (
        <>
          {one.state === 'refund_failed' && (
            <Notice tone="bad" title={t('returns.state.refund_failed')}>
              {one.failure}
            </Notice>
          )}
          <Card title={t('shipments.contents')}>
            <ul className={styles.lines}>
              {one.lines.map(({ sku, title, quantity, reason }) => (
                <li key={sku}>
                  {quantity} × {title || sku} <bdi className="muted">{sku}</bdi> ·{' '}
                  {t(`returns.reason.${reason}`)}
                </li>
              ))}
            </ul>
            {one.note && <p>{one.note}</p>}
          </Card>
          {one.received.length > 0 && (
            <Card title={t('returns.cameIn')}>
              <ul className={styles.lines}>
                {one.received.map(({ sku, quantity, condition, restock }, index) => (
                  <li key={index}>
                    {quantity} × <bdi>{sku}</bdi> · {t(`returns.condition.${condition}`)} ·{' '}
                    {t(restock ? 'returns.restocked' : 'returns.notRestocked')}
                  </li>
                ))}
              </ul>
            </Card>
          )}
          <Card title={t('returns.facts')}>
            <Facts of={facts(one, t)} />
          </Card>
          <Card title={t('returns.history')}>
            <Timeline
              of={one.steps.map((step, index) => ({
                id: String(index),
                at: step.at,
                title: step.state === 'requested' ? t('returns.askedFor') : t(`returns.state.${step.state}`),
                by: step.by,
                text: step.note,
              }))}
            />
          </Card>
        </>
      )}
    </DetailPage>
  );
}

function facts(one: ReturnData, t: ReturnType<typeof useText>): [string, React.ReactNode][] {
  const money = (amount: number) =>
    one.currency ? <Money of={{ amount, currency: one.currency }} /> : (amount / 100).toFixed(2);
  return [
    [
      t('shipments.order'),
      <Link key="order" to={`/orders/${one.order_id}`}>
        <bdi>{one.order_number}</bdi>
      </Link>,
    ],
    [t('returns.kind'), t(`returns.kind.${one.kind}`)],
    [t('returns.sendBy'), one.send_by ? <When key="by" at={one.send_by} /> : null],
    [
      t('shipments.tracking'),
      <bdi key="code">{[one.carrier, one.tracking_code].filter(Boolean).join(' ') || '–'}</bdi>,
    ],
    [t('returns.fee'), one.fee ? money(one.fee) : null],
    [t('returns.delivery'), one.delivery ? money(one.delivery) : null],
    [t('returns.refunded'), one.refunded ? money(one.refunded) : null],
  ];
}

function Acts({ of: one, detail }: { of: ReturnData; detail: Detail<ReturnData> }) {
  const t = useText();
  const may = useMay()('returns.write');
  const act = useAct(detail.reload);
  const [open, setOpen] = useState<Open>();
  if (!may) return null;

  async function decide(body: Partial<Decision> & Pick<Decision, 'decision'>) {
    await answer(
      api().PATCH('/admin/returns/{return_id}', {
        params: { path: { return_id: one.id }, header: { 'If-Match': detail.tag ?? '' } },
        body: { reason: '', lines: [], ...body },
      }),
    );
    toast(t('returns.done'));
  }
  const decided = async (body: Partial<Decision> & Pick<Decision, 'decision'>) => {
    try {
      await decide(body);
    } finally {
      await detail.reload();
    }
  };
  const open_ = one.state === 'requested' || one.state === 'approved' || one.state === 'in_transit';
  const never = one.kind === 'undelivered';
  // What never arrived may come in after its money went.
  const receivable = open_ || (never && one.received.length === 0 && one.state !== 'rejected');
  const close = () => setOpen(undefined);

  return (
    <>
      {Boolean(act.error) && <ErrorNotice error={act.error} />}
      {one.state === 'requested' && (
        <Button
          look="primary"
          busy={act.busy}
          onClick={() => void act.run(() => decide({ decision: 'approve' }))}
        >
          {t('returns.approve')}
        </Button>
      )}
      {receivable && (
        <Button look={one.state === 'requested' ? 'quiet' : 'primary'} onClick={() => setOpen('receive')}>
          {t('returns.receive')}
        </Button>
      )}
      {never && one.state === 'in_transit' && (
        <Button busy={act.busy} onClick={() => void act.run(() => decide({ decision: 'grant' }))}>
          {t('returns.grant')}
        </Button>
      )}
      {open_ && one.kind === 'return' && (
        <Button onClick={() => setOpen('reject')}>{t('returns.reject')}</Button>
      )}
      {one.state === 'refund_failed' && (
        <>
          <Button
            look="primary"
            busy={act.busy}
            onClick={() => void act.run(() => decide({ decision: 'refund' }))}
          >
            {t('returns.refundAgain')}
          </Button>
          <Button onClick={() => setOpen('close')}>{t('returns.close')}</Button>
        </>
      )}
      {open === 'receive' && <Receive of={one} decide={decided} onClose={close} />}
      {open === 'reject' && (
        <ActionDialog
          title={t('returns.rejectTitle', { number: numberOf(one) })}
          consequences={[t('returns.rejectText')]}
          action={t('returns.reject')}
          danger
          onClose={close}
          submit={({ reason = '' }) => decided({ decision: 'reject', reason })}
        >
          <TextField label={t('returns.why')} name="reason" required maxLength={500} first />
        </ActionDialog>
      )}
      {open === 'close' && (
        <ActionDialog
          title={t('returns.closeTitle', { number: numberOf(one) })}
          consequences={[t('returns.closeText')]}
          action={t('returns.close')}
          danger
          onClose={close}
          submit={({ reason = '' }) => decided({ decision: 'close', reason })}
        >
          <TextField label={t('returns.why')} name="reason" required maxLength={500} first />
        </ActionDialog>
      )}
    </>
  );
}

interface ReceiveProps {
  of: ReturnData;
  decide: (body: Partial<Decision> & Pick<Decision, 'decision'>) => Promise<void>;
  onClose: () => void;
}

/** How many came in as good as new, how many damaged; the good ones are for sale again unless somebody says no. */
function Receive({ of: one, decide, onClose }: ReceiveProps) {
  const t = useText();
  const units = (text: string | undefined) => Number(text ?? 0) || 0;
  return (
    <ActionDialog
      title={t('returns.receiveTitle', { number: numberOf(one) })}
      consequences={[
        t(one.kind === 'undelivered' ? 'returns.receiveWhole' : 'returns.receiveText'),
        t('returns.receiveStock'),
      ]}
      action={t('returns.receive')}
      onClose={onClose}
      submit={(values) =>
        decide({
          decision: 'receive',
          reason: values.note ?? '',
          lines: one.lines
            .flatMap(({ sku }) => [
              {
                sku,
                quantity: units(values[`good:${sku}`]),
                condition: 'resaleable' as const,
                restock: values[`restock:${sku}`] === 'on',
              },
              { sku, quantity: units(values[`bad:${sku}`]), condition: 'damaged' as const, restock: false },
            ])
            .filter(({ quantity }) => quantity > 0),
        })
      }
    >
      {one.lines.map(({ sku, title, quantity }, index) => (
        <fieldset key={sku} className={styles.units}>
          <legend>
            {quantity} × {title || sku}
          </legend>
          <TextField
            label={t('returns.goodUnits', { sku })}
            name={`good:${sku}`}
            inputMode="numeric"
            defaultValue={String(quantity)}
            first={index === 0}
          />
          <TextField
            label={t('returns.badUnits', { sku })}
            name={`bad:${sku}`}
            inputMode="numeric"
            defaultValue="0"
          />
          <CheckField label={t('returns.restock', { sku })} name={`restock:${sku}`} defaultChecked />
        </fieldset>
      ))}
      <TextField label={t('returns.note')} name="note" maxLength={500} />
    </ActionDialog>
  );
}
