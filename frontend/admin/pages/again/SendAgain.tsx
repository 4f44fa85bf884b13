import { useQuery } from '@tanstack/react-query';
import { getStock } from '../../../src/api/catalogue';
import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { SelectField, TextField } from '../../ui/Field';

type Goods = components['schemas']['SentFrom'];

export interface Wish {
  goods: Goods;
  reason: string;
  granted: { sku: string; quantity: number; amount: null }[];
}

interface Props {
  number: string;
  lines: { sku: string; title: string; quantity: number }[];
  /** Of a parcel that comes back, its own goods can go out again. */
  cameBack?: boolean;
  /** Of a claim it is said how many of each. */
  choose?: boolean;
  send: (wish: Wish) => Promise<void>;
  onClose: () => void;
}

/** Other units go to the shopper, if they are there: what can be sold now is shown beside what is needed. */
export function SendAgain({ number, lines, cameBack, choose, send, onClose }: Props) {
  const t = useText();
  const skus = lines.map(({ sku }) => sku);
  const stock = useQuery({
    queryKey: ['stock to send again', ...skus],
    queryFn: ({ signal }) => getStock(skus, signal),
    staleTime: 0,
  });
  const available = (sku: string) => stock.data?.get(sku)?.available;

  return (
    <ActionDialog
      title={t('again.title', { number })}
      consequences={[t('again.text'), t('again.letter')]}
      action={t('again.act')}
      danger
      onClose={onClose}
      submit={(values) =>
        send({
          goods: (values.goods ?? 'shelf') as Goods,
          reason: values.reason ?? '',
          granted: choose
            ? skus
                .map((sku) => ({ sku, quantity: Number(values[`units:${sku}`] ?? 0) || 0, amount: null }))
                .filter(({ quantity }) => quantity > 0)
            : [],
        })
      }
    >
      <ul>
        {lines.map(({ sku, title, quantity }) => (
          <li key={sku}>
            {quantity} × {title || sku} <bdi className="muted">{sku}</bdi>{' '}
            {available(sku) !== undefined && t('again.available', { units: available(sku) ?? 0 })}
          </li>
        ))}
      </ul>
      {cameBack && (
        <SelectField
          label={t('again.goods')}
          name="goods"
          options={(['shelf', 'returned'] as const).map((value) => ({ value, label: t(`again.${value}`) }))}
        />
      )}
      {choose &&
        lines.map(({ sku, quantity }) => (
          <TextField
            key={sku}
            label={t('again.units', { sku })}
            name={`units:${sku}`}
            inputMode="numeric"
            defaultValue={String(quantity)}
          />
        ))}
      <TextField label={t('again.why')} name="reason" maxLength={300} />
    </ActionDialog>
  );
}
