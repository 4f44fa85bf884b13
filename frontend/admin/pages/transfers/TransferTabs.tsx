import { useMay } from '../../frame/me';
import { Tabs } from '../../ui/Tabs';

/** Who waits, what the bank tells, and what is to be sent back: of each what somebody may see. */
export function TransferTabs() {
  const may = useMay();
  return (
    <Tabs
      label="transfers.title"
      of={[
        ...(may('orders.read') ? [{ to: '/transfers', label: 'transfers.waiting' as const }] : []),
        ...(may('payments.mark_received')
          ? [{ to: '/transfers/statement', label: 'transfers.statement' as const }]
          : []),
        ...(may('payments.read')
          ? [{ to: '/transfers/give-back', label: 'transfers.giveBack' as const }]
          : []),
      ]}
    />
  );
}
