import { useState } from 'react';
import { Link } from 'react-router';
import { useMay } from '../../frame/me';
import { useNames } from '../../frame/names';
import { formatMoney, formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Card, When } from '../../ui/values';
import type { StaffOrder } from '../orders/moments';
import { EditDialog } from './EditDialog';

type Edit = StaffOrder['edits'][number];
type Supplement = StaffOrder['supplements'][number];

const PAID = new Set(['PAID', 'FULFILLING', 'PARTIALLY_SHIPPED']);

/** What staff changed of a paid order before it is handed over, and the way to change more. */
export default function Edited({ detail, order }: { detail: Detail<StaffOrder>; order: StaffOrder }) {
  const t = useText();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const waits = order.edits.some(({ state }) => state === 'requested');
  const offered = may('orders.write') && PAID.has(order.state) && order.cancellable.length > 0 && !waits;
  const changes = order.edits.length + order.supplements.length;
  if (!offered && changes === 0 && !order.supplement_of) return null;
  return (
    <Card
      title={t('editing.title')}
      actions={offered && <Button onClick={() => setOpen(true)}>{t('editing.edit')}</Button>}
    >
      {order.supplement_of && (
        <p>
          <Link to={`/orders/${order.supplement_of.order_id}`}>
            {t('editing.addedTo', { number: order.supplement_of.number })}
          </Link>
        </p>
      )}
      {changes === 0 && offered && <p className="muted">{t('editing.none')}</p>}
      {order.edits.map((edit) => (
        <One key={edit.number} edit={edit} />
      ))}
      {order.supplements.map((added) => (
        <More key={added.number} added={added} />
      ))}
      {open && <EditDialog detail={detail} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function One({ edit }: { edit: Edit }) {
  const t = useText();
  const names = useNames();
  const became = {
    requested: t('editing.requested'),
    refused: t('editing.refused'),
    accepted: t(edit.was_paid ? 'editing.accepted' : 'editing.acceptedHeld', {
      amount: formatMoney(edit.amount),
    }),
  };
  const what = [
    ...edit.lines.map(({ quantity, title }) => t('editing.out', { units: formatNumber(quantity), title })),
    ...edit.prices.map(({ title, sku, before, after }) =>
      t('editing.lowered', {
        title: sku === null ? t('orders.shipping') : title,
        before: formatMoney(before),
        after: formatMoney(after),
      }),
    ),
  ];
  return (
    <Notice tone={edit.state === 'refused' ? 'warn' : 'info'} title={what.join('; ')}>
      <p>{became[edit.state]}</p>
      <p className="muted small">
        {[names(edit.requested_by), edit.reason, edit.answer].filter(Boolean).join(' · ')}{' '}
        <When at={edit.answered_at ?? edit.requested_at} />
      </p>
    </Notice>
  );
}

/** Units that were added: an order of its own, or why it is none. */
function More({ added }: { added: Supplement }) {
  const t = useText();
  const names = useNames();
  const { order_id, order_number, refusal, lines, total } = added;
  const what = lines.map(({ quantity, title, sku }) =>
    t('editing.in', { units: formatNumber(quantity), title: title || sku }),
  );
  return (
    <Notice tone={refusal ? 'warn' : 'info'} title={what.join('; ')}>
      <p>
        {order_id ? (
          <Link to={`/orders/${order_id}`}>
            {t('editing.addedAs', { number: order_number ?? '', amount: formatMoney(total) })}
          </Link>
        ) : (
          t(refusal ? `editing.added.${refusal}` : 'editing.addedWaits')
        )}
      </p>
      <p className="muted small">
        {[names(added.requested_by), added.reason].filter(Boolean).join(' · ')}{' '}
        <When at={added.requested_at} />
      </p>
    </Notice>
  );
}
