import { Suspense, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { ActionMenu } from '../../ui/Menu';
import { LoadFailed, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, StateBadge, When } from '../../ui/values';
import { LazyCameBack } from '../letters/lazyCameBack';
import type { Letter, StaffOrder } from './moments';
import type { useLetters } from './useOrder';

const CAME_BACK = ['bounced', 'complained'];
const cameBack = ({ state, reason }: Letter) => CAME_BACK.includes(state) || CAME_BACK.includes(reason);

type Repeatable = components['schemas']['Repeatable'];

const COLUMNS: Column<Letter>[] = [
  { id: 'kind', label: 'order.letter', cell: ({ kind }) => worded('mail', kind) },
  {
    id: 'state',
    label: 'orders.state',
    cell: ({ state, reason }) => (
      <>
        <StateBadge state={state} /> {reason && <span className="muted small">{reason}</span>}
      </>
    ),
  },
  { id: 'to', label: 'shipments.to', from: 'tablet', cell: ({ to }) => <bdi>{to || '–'}</bdi> },
  { id: 'at', label: 'stock.at', cell: ({ at }) => <When at={at} /> },
];

/** What was written to the shopper, and what can be sent once more. */
export function Letters({ order, letters }: { order: StaffOrder; letters: ReturnType<typeof useLetters> }) {
  const t = useText();
  const may = useMay();
  const [kind, setKind] = useState<string>();
  const shown = letters.data?.items ?? [];
  return (
    <Card
      title={t('order.letters')}
      actions={
        may('orders.write') &&
        order.letters.length > 0 && (
          <ActionMenu
            label={t('order.resend')}
            items={order.letters.map((id) => ({ id, label: worded('mail', id), act: () => setKind(id) }))}
          />
        )
      }
    >
      {shown.some(cameBack) && (
        <Suspense fallback={null}>
          <LazyCameBack order={order} />
        </Suspense>
      )}
      {letters.error && !letters.data ? (
        <LoadFailed error={letters.error} retry={() => void letters.refetch()} />
      ) : letters.isPending ? (
        <Skeleton rows={2} />
      ) : shown.length === 0 ? (
        <p className="muted">{t('order.noLetters')}</p>
      ) : (
        <DataTable
          label={t('order.letters')}
          columns={COLUMNS}
          rows={shown}
          id={(letter) => `${letter.event_id} ${letter.kind}`}
          short
        />
      )}
      {kind && (
        <ActionDialog
          title={t('order.resendTitle', { letter: worded('mail', kind) })}
          consequences={[t('order.resendTo', { email: order.email }), t('order.resendNow')]}
          action={t('order.resend')}
          onClose={() => setKind(undefined)}
          submit={async (_, key) => {
            await answer(
              api().POST('/admin/orders/{order_id}/letters', {
                params: { path: { order_id: order.id }, header: { 'Idempotency-Key': key } },
                body: { kind: kind as Repeatable },
              }),
            );
            await letters.expect();
            toast(t('order.resent'));
          }}
        />
      )}
    </Card>
  );
}
