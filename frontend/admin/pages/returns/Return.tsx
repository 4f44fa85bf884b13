import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { parseAmount, plainAmount } from '../../../src/lib/money';
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
import { LazySendAgain } from '../again/lazyAgain';
import styles from './returns.module.css';
import { numberOf, State, type Return as ReturnData } from './states';

const Photos = lazy(() => import('./Photos'));

type Decision = components['schemas']['DecisionBody'];
type Open = 'reject' | 'receive' | 'close' | 'grant' | 'again';

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
              {one.lines.map(({ sku, title, quantity, reason, exchange }) => (
                <li key={sku}>
                  {quantity} × {title || sku} <bdi className="muted">{sku}</bdi> ·{' '}
                  {t(`returns.reason.${reason}`)}
                  {exchange && (
                    <p className="muted">
                      {t('returns.instead', { what: exchange.title || exchange.sku })}{' '}
                      <bdi>{exchange.sku}</bdi> · {money(exchange.price, exchange.currency)}
                    </p>
                  )}
                </li>
              ))}
            </ul>
            {one.note && <p>{one.note}</p>}
          </Card>
          {one.photos.length > 0 && (
            <Suspense fallback={null}>
              <Photos of={one.id} />
            </Suspense>
          )}
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
          {one.granted.length > 0 && (
            <Card
              title={t(one.state === 'sent_again' ? 'returns.state.sent_again' : 'returns.state.granted')}
            >
              <ul className={styles.lines}>
                {one.granted.map(({ sku, quantity, amount }) => (
                  <li key={sku}>
                    {quantity} × <bdi>{sku}</bdi> ·{' '}
                    {one.state !== 'sent_again' &&
                      (amount === null ? t('returns.inFull') : money(amount, one.currency))}
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

/** It is known once money went back; most have two decimals. */
const currencyOf = ({ currency }: ReturnData) => currency || 'EUR';

const money = (amount: number, currency: string) =>
  currency ? <Money of={{ amount, currency }} /> : (amount / 100).toFixed(2);

/** Null where nothing is said; what is no amount is refused by the API. */
const amountIn = (text = '', currency: string) => (text.trim() ? (parseAmount(text, currency) ?? -1) : null);

function facts(one: ReturnData, t: ReturnType<typeof useText>): [string, React.ReactNode][] {
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
    [
      t('shipments.label'),
      one.label_url ? (
        <a key="label" href={one.label_url} target="_blank" rel="noopener noreferrer">
          {t('shipments.label')}
        </a>
      ) : null,
    ],
    [t('returns.fee'), one.fee ? money(one.fee, one.currency) : null],
    [t('returns.delivery'), one.delivery ? money(one.delivery, one.currency) : null],
    [t('returns.refunded'), one.refunded ? money(one.refunded, one.currency) : null],
  ];
}

/** What the shopper puts into the parcel, for whoever cannot print. */
async function fetchSlip({ id, order_id }: ReturnData) {
  const params = { path: { order_id, number: `return-${id.slice(id.lastIndexOf('-') + 1)}` } };
  const { url } = await answer(api().GET('/admin/orders/{order_id}/documents/{number}', { params }));
  window.location.assign(url);
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
        body: { reason: '', lines: [], granted: [], ...body },
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
  const claim = one.kind === 'claim';
  // What never arrived may come in after its money went.
  const receivable = (open_ && !claim) || (never && one.received.length === 0 && one.state !== 'rejected');
  const close = () => setOpen(undefined);

  return (
    <>
      {Boolean(act.error) && <ErrorNotice error={act.error} />}
      {claim && one.state === 'requested' && (
        <Button look="primary" onClick={() => setOpen('grant')}>
          {t('returns.grantClaim')}
        </Button>
      )}
      {claim && one.state === 'requested' && (
        <Button onClick={() => setOpen('again')}>{t('returns.sendAgain')}</Button>
      )}
      {!claim && one.state === 'requested' && (
        <Button
          look="primary"
          busy={act.busy}
          onClick={() => void act.run(() => decide({ decision: 'approve' }))}
        >
          {t('returns.approve')}
        </Button>
      )}
      {one.state === 'approved' && (
        <Button busy={act.busy} onClick={() => void act.run(() => fetchSlip(one))}>
          {t('returns.slip')}
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
      {open_ && (claim || one.kind === 'return') && (
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
      {open === 'again' && (
        <Suspense fallback={null}>
          <LazySendAgain
            number={one.order_number}
            lines={one.lines}
            choose
            onClose={close}
            send={({ granted, reason }) => decided({ decision: 'send_again', granted, reason })}
          />
        </Suspense>
      )}
      {open === 'receive' && <Receive of={one} decide={decided} onClose={close} />}
      {open === 'grant' && <Grant of={one} decide={decided} onClose={close} />}
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

interface DialogProps {
  of: ReturnData;
  decide: (body: Partial<Decision> & Pick<Decision, 'decision'>) => Promise<void>;
  onClose: () => void;
}

const units = (text: string | undefined) => Number(text ?? 0) || 0;

/** How many units are paid back, and how much for each line; without an amount, what they cost. */
function Grant({ of: one, decide, onClose }: DialogProps) {
  const t = useText();
  return (
    <ActionDialog
      title={t('returns.grantTitle', { number: numberOf(one) })}
      consequences={[t('returns.grantText')]}
      action={t('returns.grantClaim')}
      onClose={onClose}
      submit={(values) =>
        decide({
          decision: 'grant',
          granted: one.lines
            .map(({ sku }) => ({
              sku,
              quantity: units(values[`units:${sku}`]),
              amount: amountIn(values[`amount:${sku}`], currencyOf(one)),
            }))
            .filter(({ quantity }) => quantity > 0),
        })
      }
    >
      {one.lines.map(({ sku, title, quantity, price }, index) => (
        <fieldset key={sku} className={styles.units}>
          <legend>
            {quantity} × {title || sku}
          </legend>
          <TextField
            label={t('returns.grantUnits', { sku })}
            name={`units:${sku}`}
            inputMode="numeric"
            defaultValue={String(quantity)}
            first={index === 0}
          />
          <TextField
            label={t('returns.grantAmount', { sku })}
            name={`amount:${sku}`}
            inputMode="decimal"
            hint={price ? t('returns.grantMost', { amount: plainAmount(price, currencyOf(one)) }) : undefined}
          />
        </fieldset>
      ))}
    </ActionDialog>
  );
}

/** How many came in as good as new, how many damaged; the good ones are for sale again unless somebody says no. */
function Receive({ of: one, decide, onClose }: DialogProps) {
  const t = useText();
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
