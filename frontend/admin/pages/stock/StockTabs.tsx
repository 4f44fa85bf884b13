import { Tabs } from '../../ui/Tabs';

/** What is done with the stock. */
export function StockTabs() {
  return (
    <Tabs
      label="stock.title"
      of={[
        { to: '/stock', label: 'stock.find' },
        { to: '/stock/receipts', label: 'receipt.title' },
        { to: '/stock/counts', label: 'counts.title' },
        { to: '/stock/reorder', label: 'home.reorder' },
        { to: '/stock/waiting', label: 'waits.title' },
      ]}
    />
  );
}
