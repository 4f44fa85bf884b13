import type { components } from '../../../src/api/schema';
import { parseAmount, plainAmount } from '../../../src/lib/money';
import type { FormValues } from '../../ui/ProblemForm';
import { ADDRESS } from '../orders/address';

export type Draft = components['schemas']['DraftView'];
export type Body = components['schemas']['DraftBody'];
type Agreed = components['schemas']['AgreedBody'];

/** A line as it is typed; without a price it costs what the shop asks. */
export interface Row {
  key: string;
  sku: string;
  quantity: string;
  price: string;
  reason: string;
}

export function rowsOf(draft: Draft, currency: string): Row[] {
  return draft.lines.map(({ sku, quantity, agreed }) => ({
    key: sku,
    sku,
    quantity: String(quantity),
    price: agreed ? plainAmount(agreed.price.amount, currency) : '',
    reason: agreed?.reason ?? '',
  }));
}

function agreed(price: string, reason: string, currency: string): Agreed | null {
  if (!price.trim()) return null;
  return { price: { amount: parseAmount(price, currency) ?? -1, currency }, reason: reason.trim() };
}

export function bodyOf(values: FormValues, rows: Row[], currency: string): Body {
  const at = (name: string) => (values[name] ?? '').trim();
  const customer = at('customer_id');
  return {
    lines: rows.map(({ sku, quantity, price, reason }) => ({
      sku: sku.trim(),
      quantity: Number(quantity),
      agreed: agreed(price, reason, currency),
    })),
    email: customer ? null : at('email'),
    customer_id: customer || null,
    shipping_address: {
      ...(Object.fromEntries(
        ADDRESS.map(([field]) => [field, at(`shipping_address.${field}`)]),
      ) as unknown as Body['shipping_address']),
      country: at('shipping_address.country'),
    },
    shipping_method: at('shipping_method'),
    agreed_shipping: agreed(at('shipping_price'), at('shipping_reason'), currency),
    notes: at('notes'),
    locale: at('locale'),
    vat_number: at('vat_number'),
  };
}
