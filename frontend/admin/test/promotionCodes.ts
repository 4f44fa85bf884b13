import type { components } from '../../src/api/schema';
import { eur } from '../../src/test/data';

type Schemas = components['schemas'];

export const CODE: Schemas['CodeView'] = {
  ...{ code: 'SPRING', limit: 50, used: 3, batch: '' },
  ...{ made_at: '2026-11-20T10:00:00Z', made_by: 'staff:u1', ended_at: null },
};

export const CODE_USE: Schemas['CodeUseView'] = {
  ...{ order_id: 'order-1', order_number: 'SK-TENY5-RE0E4' },
  ...{ used_at: '2026-11-21T10:00:00Z', amount: 500, currency: 'CHF' },
};

/** An example cart of one line, of which a promotion took a fifth and another nothing. */
export const TRIED: Schemas['QuoteView'] = {
  lines: [
    {
      ...{ sku: 'MUG', product_id: 'p1', title: 'Mug', variant_title: '', image: '', quantity: 2 },
      ...{ cancelled: 0, unit_price: eur(1000), total: eur(1600), requires_shipping: true },
      ...{ withdrawal_exclusion: null, waiting: 0, available_from: null, digital: false, gift_card: false },
      reductions: [{ promotion_id: 'spring', name: 'Spring', amount: eur(400) }],
    },
  ],
  ...{ subtotal: eur(1600), discount: eur(400), shipping_reduction: eur(0), codes: [], credits: [] },
  reductions: [{ promotion_id: 'spring', name: 'Spring', amount: eur(400) }],
  missed: [{ promotion_id: 'winter', name: 'Winter', why: 'minimum_value', missing: 3400 }],
  ...{ shipping: eur(490), shipping_method: 'standard', tax: eur(334), tax_included: true },
  shipping_methods: [
    {
      ...{ id: 'standard', name: 'Standard', price: eur(490), reductions: [], estimate: '2–3', pickup: null },
      ...{ to_point: false, arrives: null, surcharges: [], free_from: null, free: false },
    },
  ],
  ...{ taxes: [], total: eur(2090), due: eur(2090), unpayable: [], digital_consent: null },
};
