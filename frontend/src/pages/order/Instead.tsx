import { getOwnProduct } from '../../api/catalogue';
import type { Product } from '../../api/types';
import { SelectField } from '../../components/Field';
import { formatMoney } from '../../lib/money';
import { useLoad } from '../../lib/useLoad';

type Variant = Product['variants'][number];

/** What the API agrees to: the price of today, less what the unit was cheaper for than it is today. */
const agreed = (price: number, today: number, paid: number | null): number =>
  Math.max(0, price - (paid === null ? 0 : Math.max(0, today - paid)));

const isThere = ({ available, backorder, tracked }: Variant) => available > 0 || backorder || !tracked;

/** What the option says that was chosen: the variant and its price; nothing for the money. */
export function wantedIn(value: string): { exchange?: { sku: string; price: number } } {
  const [price, ...sku] = value.split(':');
  return value ? { exchange: { sku: sku.join(':'), price: Number(price) } } : {};
}

interface Props {
  sku: string;
  /** What a unit of it was bought for, where that is known. */
  paid: number | null;
  product: string;
}

/** The product's variants, to be sent for what comes back; nothing where it is not sold any more. */
export function Instead({ sku: own, paid, product: id }: Props) {
  const { data: product } = useLoad(`product-of:${id}`, (signal) => getOwnProduct(id, signal));
  const back = product?.variants.find(({ sku }) => sku === own);
  const there = product?.variants.filter(isThere) ?? [];
  if (!product || !back || there.length === 0) return null;
  return (
    <SelectField
      label="What you would like for it"
      name={`instead:${own}`}
      hint="We pay it back. What you want instead is set aside for you when it is here; you pay it by a link we send, and its delivery is free."
    >
      <option value="">My money back</option>
      {there.map(({ sku, title, price }) => {
        const amount = agreed(price.amount, back.price.amount, paid);
        return (
          <option key={sku} value={`${String(amount)}:${sku}`}>
            {`${title || product.title}, ${formatMoney({ amount, currency: price.currency })}`}
          </option>
        );
      })}
    </SelectField>
  );
}
