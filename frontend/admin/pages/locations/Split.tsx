import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { toast } from '../../ui/toast';

interface Props {
  of: components['schemas']['FulfilmentView'];
  done: () => Promise<void>;
}

/** Units that are not ready go in a parcel of their own, and the others can leave. */
export default function Split({ of, done }: Props) {
  const t = useText();
  const [open, setOpen] = useState(false);

  async function split(values: Record<string, string | undefined>) {
    const lines = of.lines
      .map(({ sku }) => ({ sku, units: Number(values[`units:${sku}`] ?? 0) || 0 }))
      .filter(({ units }) => units > 0);
    await answer(
      api().POST('/admin/shipments/{shipment_id}/split', {
        params: { path: { shipment_id: of.id }, header: { 'If-Match': String(of.version) } },
        body: { lines },
      }),
    );
    await done();
    toast(t('locations.splitDone'));
  }

  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('locations.split')}</Button>
      {open && (
        <ActionDialog
          title={t('locations.splitTitle', { number: of.order_number })}
          consequences={[t('locations.splitText'), t('locations.splitLetters')]}
          action={t('locations.split')}
          onClose={() => setOpen(false)}
          submit={split}
        >
          {of.lines.map(({ sku, quantity, title }, index) => (
            <TextField
              key={sku}
              label={t('locations.splitUnits', { sku: title || sku, count: quantity })}
              name={`units:${sku}`}
              inputMode="numeric"
              pattern="[0-9]*"
              first={index === 0}
            />
          ))}
        </ActionDialog>
      )}
    </>
  );
}
