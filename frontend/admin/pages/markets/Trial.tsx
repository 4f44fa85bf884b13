import { useState } from 'react';
import { config } from '../../../src/lib/config';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import type { Column } from '../../patterns/table';
import { Card } from '../../ui/values';
import { AmountField } from '../delivery/fields';
import { priceThere, type Market } from './market';

const USUAL = 1999;

/** What a price of the shop is in each market by what is typed, before anybody else sees it. */
export function Trial({ markets }: { markets: Market[] }) {
  const t = useText();
  const { currency } = config();
  const [amount, setAmount] = useState<number | null>(USUAL);
  const columns: Column<Market>[] = [
    { id: 'name', label: 'markets.name', cell: ({ name }) => name || '–' },
    {
      id: 'price',
      label: 'markets.costs',
      end: true,
      cell: (market) => {
        const there = amount === null || amount < 0 ? null : priceThere({ amount, currency }, market);
        return there ? formatMoney(there) : '–';
      },
    },
  ];
  return (
    <Card title={t('markets.trial')}>
      <AmountField
        label={t('markets.trialPrice', { own: currency })}
        name="trial"
        value={amount}
        currency={currency}
        change={setAmount}
      />
      <DataTable label={t('markets.trial')} columns={columns} rows={markets} id={({ id }) => id} short />
    </Card>
  );
}
