import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts } from '../../ui/values';
import { MAIN, nameIn, useLocations } from './locations';

interface Props {
  of: components['schemas']['StockHistory'];
  done: () => Promise<void>;
}

type Act = 'transfer' | 'receipt' | 'adjustment';

/** How much of a SKU is at which location, and what staff move there. */
export default function Levels({ of, done }: Props) {
  const t = useText();
  const may = useMay()('stock.write');
  const known = useLocations().data?.data;
  const [act, setAct] = useState<Act>();
  const places = Object.keys(of.locations);
  const options = places.map((value) => ({ value, label: nameIn(known, value) }));

  async function move(kind: Act, values: Record<string, string>, key: string) {
    await answer(
      api().POST('/admin/stock/{sku}/movements', {
        params: { path: { sku: of.sku }, header: { 'Idempotency-Key': key } },
        body: {
          kind,
          quantity: Number(values.quantity),
          reason: values.reason ?? '',
          location: values.location ?? MAIN,
          ...(kind === 'transfer' ? { to: values.to ?? MAIN } : {}),
        },
      }),
    );
    await done();
    toast(t('locations.moved'));
  }

  return (
    <Card
      title={t('locations.levels')}
      actions={
        may && (
          <>
            <Button onClick={() => setAct('transfer')}>{t('locations.transfer')}</Button>
            <Button onClick={() => setAct('receipt')}>{t('locations.receive')}</Button>
            <Button onClick={() => setAct('adjustment')}>{t('locations.adjust')}</Button>
          </>
        )
      }
    >
      {(of.locations[MAIN] ?? 0) < 0 && (
        <Notice tone="warn" title={t('locations.owed')}>
          {t('locations.owedText')}
        </Notice>
      )}
      <Facts of={places.map((place) => [nameIn(known, place), formatNumber(of.locations[place] ?? 0)])} />
      {act && (
        <ActionDialog
          title={t(`locations.act.${act}`)}
          consequences={[t(`locations.actText.${act}`)]}
          action={t('locations.book')}
          onClose={() => setAct(undefined)}
          submit={(values, key) => move(act, values, key)}
        >
          <SelectField
            label={t(act === 'transfer' ? 'locations.from' : 'locations.at')}
            name="location"
            options={options}
          />
          {act === 'transfer' && (
            <SelectField label={t('locations.to')} name="to" options={options} defaultValue={places.at(-1)} />
          )}
          <TextField
            label={t(act === 'adjustment' ? 'locations.difference' : 'locations.units')}
            name="quantity"
            inputMode="numeric"
            pattern={act === 'adjustment' ? '-?[1-9][0-9]*' : '[1-9][0-9]*'}
            required
            first
          />
          <TextField label={t('locations.reason')} name="reason" required maxLength={200} />
        </ActionDialog>
      )}
    </Card>
  );
}
