import type { components } from '../../src/api/schema';
import { eur } from '../../src/test/data';
import { ORDER } from './answers';

const AT = '2026-11-23T10:00:00Z';

/** A draft that staff put together for a guest. */
export const DRAFT: components['schemas']['DraftView'] = {
  id: 'draft-0001',
  version: 2,
  made_by: 'u1',
  made_at: AT,
  changed_at: AT,
  expires_at: '2026-12-23T10:00:00Z',
  name: 'Bea Roth',
  email: 'bea@shop.example',
  customer_id: null,
  units: 2,
  order_id: null,
  order_number: null,
  lines: [
    {
      sku: 'MUG-1',
      quantity: 2,
      agreed: { price: eur(1500), reason: 'a scratch' },
      title: 'Mug',
      variant_title: 'Blue',
      image: '/media/mug.svg',
      unit_price: eur(1500),
      total: eur(3000),
      reductions: [],
      available: 10,
    },
  ],
  shipping_address: { ...ORDER.shipping_address, name: 'Bea Roth' },
  shipping_method: 'standard',
  agreed_shipping: null,
  notes: '',
  locale: '',
  business: null,
  sums: {
    subtotal: eur(3000),
    discount: eur(0),
    shipping_reduction: eur(0),
    reductions: [],
    shipping: eur(490),
    tax: eur(557),
    tax_included: true,
    total: eur(3490),
    shipping_methods: [],
  },
  obstacle: null,
};
