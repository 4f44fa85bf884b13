import { Link } from 'react-router';
import type { components } from '../../../src/api/schema';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Column } from '../../patterns/table';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import { staffOf, type Names } from '../../frame/names';
import type { Payment } from './refunding';

type Entry = components['schemas']['LedgerEntryView'];

export const ledgerColumns = (names: Names): Column<Entry>[] => [
  { id: 'at', label: 'stock.at', cell: ({ at }) => <When at={at} /> },
  { id: 'kind', label: 'stock.kind', cell: ({ kind }) => worded('ledger', kind) },
  { id: 'amount', label: 'payments.amount', end: true, cell: ({ amount }) => <Money of={amount} /> },
  { id: 'by', label: 'stock.actor', from: 'tablet', cell: ({ by }) => <bdi>{names(staffOf(by))}</bdi> },
  {
    id: 'reference',
    label: 'payments.reference',
    from: 'desk',
    cell: ({ reference }) => <bdi>{reference}</bdi>,
  },
];

export function PaymentDisputes({ payment: { payment_id, disputes } }: { payment: Payment }) {
  const t = useText();
  if (disputes.length === 0) return null;
  return (
    <Card title={t('disputes.title')}>
      {disputes.map((dispute) => (
        <Facts
          key={dispute.dispute_id}
          of={[
            [t('orders.state'), <StateBadge key="state" state={dispute.status} />],
            [t('payments.amount'), <Money key="amount" of={dispute.amount} />],
            [t('disputes.contested'), <Money key="contested" of={dispute.contested} />],
            [t('orders.reason'), dispute.reason],
            [t('disputes.opened'), <When key="opened" at={dispute.opened_at} />],
            [t('disputes.due'), <When key="due" at={dispute.due_by} />],
            [
              t('disputes.title'),
              <Link key="answer" to={`/disputes/${payment_id}/${dispute.dispute_id}`}>
                {t('order.toDispute')}
              </Link>,
            ],
            ...(dispute.fee
              ? [
                  [t('disputes.fee'), <Money key="fee" of={dispute.fee} />] satisfies [
                    string,
                    React.ReactNode,
                  ],
                ]
              : []),
          ]}
        />
      ))}
    </Card>
  );
}
