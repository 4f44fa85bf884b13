import { Suspense, useState } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { LazySendAgain } from '../again/lazyAgain';
import type { Parcel } from './parcels';

type Body = components['schemas']['TroubleBody'];
type Trouble = components['schemas']['Trouble'];
type Outcome = 'refunded' | 'awaited' | 'settled' | 'sent_again';

const TROUBLES = [
  'lost',
  'damaged',
  'refused',
  'returned',
  'uncollected',
] as const satisfies readonly Trouble[];
// What can become of one that lies ready to be picked up.
const IN_THE_SHOP: readonly Trouble[] = ['uncollected', 'lost', 'damaged'];
/** Nobody fails to collect what is brought to a door. */
const troublesOf = ({ pickup, pickup_point: point }: Parcel): readonly Trouble[] =>
  pickup ? IN_THE_SHOP : TROUBLES.filter((one) => point !== null || one !== 'uncollected');
const MAY_BE_LOST = ['shipped', 'out_for_delivery', 'exception'];

export const isTrouble = (state: string): state is Trouble => (TROUBLES as readonly string[]).includes(state);

/** Why it does not arrive, and what becomes of it once that was said. */
export function TroubleNotice({ of: parcel }: { of: Parcel }) {
  const { trouble, outcome, return_id, decided_by, decided_why } = parcel;
  const t = useText();
  if (!isTrouble(trouble)) return <Replacing of={parcel} />;
  return (
    <Notice tone={outcome ? 'warn' : 'bad'} title={t(`trouble.${trouble}`)}>
      {outcome ? t(`trouble.outcome.${outcome as Outcome}`) : t('trouble.undecided')}{' '}
      {return_id && <Link to={`/returns/of/${return_id}`}>{t('trouble.return')}</Link>}
      {decided_why && (
        <p>
          {t('trouble.decidedBy')} <bdi>{decided_by}</bdi>: {decided_why}
        </p>
      )}
      <Replacing of={parcel} />
    </Notice>
  );
}

/** The parcel, or the claim, in the place of which it is sent. */
function Replacing({ of: { replaces } }: { of: Parcel }) {
  const t = useText();
  if (!replaces) return null;
  const to = /-R\d+$/.test(replaces) ? `/returns/of/${replaces}` : `/parcels/${replaces}`;
  return (
    <p>
      {t('trouble.replaces')} <Link to={to}>{replaces.slice(replaces.lastIndexOf('-') + 1)}</Link>
    </p>
  );
}

/** That a parcel on its way does not arrive; and of one that does not, whether its money waits for the goods. */
export function TroubleActs({ of: parcel, detail }: { of: Parcel; detail: Detail<Parcel> }) {
  const t = useText();
  const [open, setOpen] = useState<Body['decision']>();
  const { id, order_number, trouble, outcome, state } = parcel;
  if (!useMay()('returns.write') || outcome || !MAY_BE_LOST.includes(state)) return null;
  const inTrouble = isTrouble(trouble);

  async function decide(body: Pick<Body, 'decision'> & Partial<Body>) {
    try {
      await answer(
        api().PATCH('/admin/shipments/{shipment_id}', {
          params: { path: { shipment_id: id }, header: { 'If-Match': detail.tag ?? '' } },
          body: { reason: '', goods: 'shelf', location: '', ...body },
        }),
      );
      toast(t('trouble.done'));
    } finally {
      await detail.reload();
    }
  }
  const close = () => setOpen(undefined);

  return (
    <>
      {inTrouble && (
        <Button look="primary" onClick={() => setOpen('refund')}>
          {t('trouble.refund')}
        </Button>
      )}
      {inTrouble && trouble !== 'lost' && (
        <Button onClick={() => setOpen('await')}>{t('trouble.await')}</Button>
      )}
      {inTrouble && <Button onClick={() => setOpen('send_again')}>{t('trouble.sendAgain')}</Button>}
      {open === 'send_again' && (
        <Suspense fallback={null}>
          <LazySendAgain
            number={order_number}
            lines={parcel.lines}
            cameBack={trouble === 'returned' || trouble === 'refused' || trouble === 'uncollected'}
            onClose={close}
            send={({ goods, reason }) => decide({ decision: 'send_again', goods, reason })}
          />
        </Suspense>
      )}
      {parcel.events.length > 0 && <Button onClick={() => setOpen('report')}>{t('trouble.report')}</Button>}
      {(open === 'refund' || open === 'await') && (
        <ActionDialog
          title={t(`trouble.${open}Title`, { number: order_number })}
          consequences={[t(`trouble.${open}Text`), t('trouble.letter')]}
          action={t(`trouble.${open}`)}
          danger
          onClose={close}
          submit={() => decide({ decision: open })}
        />
      )}
      {open === 'report' && (
        <ActionDialog
          title={t('trouble.reportTitle', { number: order_number })}
          consequences={[t('trouble.reportText')]}
          action={t('trouble.report')}
          onClose={close}
          submit={({ trouble: what, reason = '' }) =>
            decide({ decision: 'report', trouble: what as Trouble, reason })
          }
        >
          <SelectField
            label={t('trouble.what')}
            name="trouble"
            options={troublesOf(parcel).map((value) => ({ value, label: t(`trouble.${value}`) }))}
          />
          <TextField label={t('shipments.note')} name="reason" maxLength={300} />
        </ActionDialog>
      )}
    </>
  );
}
