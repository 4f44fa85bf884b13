import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { fakeNetwork, json, problem, type FakeApi } from '../../src/test/fakeApi';
import type { Permission } from '../frame/me';
import {
  BULK,
  CARD,
  DOCUMENT,
  DELIVERY,
  ENDPOINT,
  ENTRY,
  EXPORT,
  GROUP,
  HOOK,
  IMPORT,
  LETTER,
  LINE,
  ORDER,
  ORDERS_EXPORT,
  PAYMENT,
  PRODUCT,
  SHIPMENT,
  STOCK,
} from '../test/answers';
import { DRAFT } from '../test/drafts';
import { BATCH, COUNT, COUNTED, LOW, PARCEL, PICK_LIST, RETURN, WAIT } from '../test/depot';
import { CUSTOMER, figures, NOTE, ROW, WAITING } from '../test/desk';
import { API_KEY, DEAD_LETTER, HEALTH } from '../test/ops';
import { LOCATIONS } from '../test/locations';
import { GIFT_CARD, GIFT_CARD_MOVEMENT, LIABILITY_MONTH } from '../test/giftCards';
import { CODE, CODE_USE } from '../test/promotionCodes';
import { FRIEND, TRADE } from '../test/groups';
import { TAX_BUSINESS, TAX_REPORT } from '../test/taxReport';
import { GIVING_BACK } from '../test/transfers';
import { expectAccessible, renderOffice } from '../test/renderOffice';
import { PAGES } from './registry';

const net = fakeNetwork();
const page = (item: unknown) => ({ items: [item], next_cursor: null });
const ALL = [
  ...new Set(PAGES.flatMap(({ needs, or = [] }) => [needs, ...or])),
  'orders.cancel',
  'orders.write',
  'payments.capture',
  'payments.dispute',
  'payments.refund',
  'payments.void',
  'payments.mark_received',
  'shipments.write',
  'returns.write',
  'stock.write',
] as Permission[];

function office(api: FakeApi): FakeApi {
  return api
    .on('GET /admin/backoffice/figures', figures(4))
    .on('GET /admin/backoffice/waiting', WAITING)
    .on('GET /admin/backoffice/orders', page(ROW))
    .on('GET /admin/backoffice/views', { items: [] })
    .on('GET /admin/backoffice/customers', page(CUSTOMER))
    .on('GET /admin/backoffice/customers/u9', { ...CUSTOMER, guest: true, ...page(ROW) })
    .on('GET /admin/backoffice/notes', page(NOTE))
    .on('GET /admin/orders', page(ORDER))
    .on('GET /admin/orders/order-0001', ORDER)
    .on('GET /admin/letters', page(LETTER))
    .on('GET /admin/payments/payment-0001', PAYMENT)
    .on('GET /admin/payments/payment-0001/disputes/d1', {
      ...{ payment_id: 'payment-0001', order_id: ORDER.id, provider: 'stripe', provider_reference: 'pi_1' },
      ...{ dispute: PAYMENT.disputes[0], evidence: null, saved_at: null, saved_by: '' },
      ...{ editable: true, acceptable: true },
    })
    .on('GET /admin/disputes', page(PAYMENT))
    .on('GET /admin/transfers', page(GIVING_BACK))
    .on('GET /admin/customer-groups', page(TRADE))
    .on('GET /admin/customer-groups/trade', TRADE)
    .on('GET /admin/customer-groups/trade/members', page(FRIEND))
    .on('GET /admin/gift-cards', page(GIFT_CARD))
    .on('GET /admin/gift-cards/card-1', GIFT_CARD)
    .on('GET /admin/gift-cards/card-1/movements', page(GIFT_CARD_MOVEMENT))
    .on('GET /admin/gift-cards/liability', { months: [LIABILITY_MONTH] })
    .on('GET /admin/promotions/spring/codes', page(CODE))
    .on('GET /admin/promotions/spring/uses', { used: 3, spent: 1500 })
    .on('GET /admin/promotions/spring/codes/SPRING', CODE)
    .on('GET /admin/promotions/spring/codes/SPRING/uses', page(CODE_USE))
    .on('GET /admin/tax-reports/2026-Q4', TAX_REPORT)
    .on('GET /admin/tax-reports/2026-11/businesses', page(TAX_BUSINESS))
    .on('GET /admin/locations', LOCATIONS)
    .on('GET /admin/shipments', page(PARCEL))
    .on('GET /admin/products', page(CARD))
    .on('GET /admin/products/p1', PRODUCT)
    .on('GET /admin/products/p1/preview', PRODUCT)
    .on('GET /categories', { items: [] })
    .on('GET /admin/products/bulk-edits', page(BULK))
    .on('GET /admin/products/bulk-edits/b1', BULK)
    .on('GET /admin/products/imports', page(IMPORT))
    .on('GET /admin/products/imports/i1', IMPORT)
    .on('GET /admin/products/exports', page(EXPORT))
    .on('GET /admin/backoffice/exports', page(ORDERS_EXPORT))
    .on('GET /admin/stock/MUG%2F1', STOCK)
    .on('GET /admin/fulfilment', { queues: [] })
    .on('GET /admin/batches', page(BATCH))
    .on('GET /admin/batches/b0ffee01', BATCH)
    .on('GET /admin/batches/b0ffee01/pick-list', PICK_LIST)
    .on('GET /admin/shipments/shipment-1', PARCEL)
    .on('GET /admin/drafts', page(DRAFT))
    .on('GET /admin/drafts/draft-0001', DRAFT)
    .on('GET /admin/returns', page(RETURN))
    .on('GET /admin/returns/order-0001-R1', RETURN)
    .on('GET /admin/stock/counts', page(COUNT))
    .on('GET /admin/stock/counts/c1', COUNT)
    .on('GET /admin/stock/counts/c1/lines', page(COUNTED))
    .on('GET /admin/stock/reorder', page(LOW))
    .on('GET /admin/stock/waiting', page(WAIT))
    .on('GET /admin/staff', {
      items: [{ id: 'u2', email: 'sam@souk.example', roles: ['shopper', 'support'] }],
    })
    .on('GET /ops/audit', page(ENTRY))
    .on('GET /ops/errors', page(GROUP))
    .on('GET /ops/errors/f1', GROUP)
    .on('GET /ops/logs', page(LINE))
    .on('GET /ops/traces/trace-0001', { correlation_id: 'trace-0001', services: ['orders'], entries: [LINE] })
    .on('GET /admin/webhooks/payments', page(HOOK))
    .on('GET /admin/webhooks/carriers', page({ ...HOOK, partner: 'parcel' }))
    .on('GET /admin/content', ({ query }) =>
      json(
        page({ ...DOCUMENT, kind: query.get('family') === 'page' ? 'page:returns' : 'letter:shipped:en' }),
      ),
    )
    .on('GET /admin/content/first-day', { steps: [{ step: 'taxes', state: 'to_do' }], finished: false })
    .on('GET /admin/rates', {
      ...{ currency: 'EUR', tax_included: true, zones: [], payment_methods: ['Card'] },
      taxes: [{ country: 'FI', standard: 2550, reduced: 1350 }],
    })
    .on('GET /admin/rates/taxes', documentOf('taxes', { taxes: { home: 'DE', rates: [] } }))
    .on('GET /admin/tax-rates', {
      ...{ home: 'DE', tax_included: true, source: 'European Commission', as_of: '2026-09-29' },
      places: [
        {
          ...{ place: 'ES-CN', country: 'ES', name: 'Canary Islands', category: 'G', taxed_in: 'ES-CN' },
          rates: [],
        },
      ],
    })
    .on(
      'GET /admin/rates/promotions',
      documentOf('promotions', {
        promotions: {
          promotions: [
            { id: 'spring', name: 'Spring', effect: { kind: 'percentage', items: {}, share: 1000 } },
          ],
        },
      }),
    )
    .on(
      'GET /admin/rates/markets',
      documentOf('markets', {
        markets: {
          markets: [
            {
              ...{ id: 'ch', name: 'Switzerland', countries: ['CH'], currency: 'CHF', rate: '0.9468' },
              ...{ rounding: 'step', step: 5 },
            },
          ],
        },
      }),
    )
    .on('GET /checkout/options', { countries: ['DE'], shipping_methods: [], payment_methods: [] })
    .on('GET /admin/rates/delivery', documentOf('delivery', { delivery: DELIVERIES }))
    .on('GET /admin/content/settings', documentOf('settings', { settings: { name: 'Kiosk' } }))
    .on('GET /admin/content/home', documentOf('home', { home: { sections: [{ type: 'hero' }] } }))
    .on(
      'GET /admin/content/navigation',
      documentOf('navigation', { navigation: { footer: [{ title: 'Legal', links: [] }] } }),
    )
    .on('GET /admin/content/banners', documentOf('banners', { banners: { items: [{ text: 'Hello' }] } }))
    .on(
      'GET /admin/content/page%3Areturns',
      documentOf('page:returns', { page: { title: 'Returns', body: 'Words' } }),
    )
    .on(
      'GET /admin/content/letter%3Ashipped%3Aen',
      documentOf('letter:shipped:en', { letter: { intro: 'Hello' } }),
    )
    .on('GET /admin/webhooks/endpoints', page(ENDPOINT))
    .on('GET /admin/webhooks/endpoints/e1/deliveries', page(DELIVERY))
    .on('GET /admin/api-keys', { items: [API_KEY] })
    .on('GET /ops/dead-letters/orders', { items: [DEAD_LETTER], more: false })
    .on('GET /ops/health', HEALTH);
}

const documentOf = (kind: string, draft: object) => ({ ...DOCUMENT, kind, draft });
const DELIVERIES = {
  ...{ zones: [], currency: '', country: 'DE', time_zone: '', cut_off: '14:00', handling_days: 0 },
  ...{ work_days: [1], sizes: [], surcharges: [], closings: [] },
};

/** Each page with its heading and something that only it shows. */
const SHOWN: [path: string, heading: RegExp, content: RegExp][] = [
  ['/', /^Home/, /Net sales/],
  ['/orders/suspicious', /^To look at/, /S-1001/],
  ['/customers', /^Customers/, /Amira Haddad/],
  ['/customers/u9', /^Amira Haddad/, /Rings twice/],
  ['/orders', /^Orders/, /S-1001/],
  ['/orders/order-0001', /Order S-1001 Paid/, /The fifth order in an hour/],
  ['/payments/payment-0001', /Payment of €43.90/, /fraudulent/],
  ['/disputes', /^Disputes/, /Answer it/],
  ['/disputes/payment-0001/d1', /Dispute of €43.90 Answer it/, /Taken by the bank/],
  ['/transfers', /^Bank transfers/, /Amira Haddad/],
  ['/transfers/give-back', /^Bank transfers/, /Mark sent back/],
  ['/transfers/statement', /^Bank transfers/, /never booked again/],
  ['/prices/markets', /^Markets/, /CHF.18\.95/],
  ['/prices/taxes', /^Taxes/, /Canary Islands/],
  ['/prices/tax-report?period=2026-Q4', /^Tax report/, /Corrections of earlier quarters/],
  ['/prices/tax-report/businesses?month=2026-11', /^Tax report/, /FR40303265045/],
  ['/customers/groups', /^Customer groups/, /By hand and by rule/],
  ['/customers/groups/trade', /^Trade/, /Amira Haddad/],
  ['/prices/gift-cards', /^Gift cards/, /Card … VB3C/],
  ['/prices/gift-cards/liability', /^Gift cards/, /2026-11/],
  ['/prices/gift-cards/card-1', /Card … VB3C Active/, /Merry Christmas|a complaint/],
  ['/locations', /^Locations/, /Lyon, FR/],
  ['/shipments', /^Shipments/, /2 × MUG-1/],
  ['/shipments/exception', /^Shipments/, /Exceptions/],
  ['/fulfilment', /^Fulfilment/, /S-1001/],
  ['/fulfilment/exception', /^Fulfilment/, /Exceptions/],
  ['/batches', /^Batches/, /b0ffee/],
  ['/batches/closed', /^Batches/, /b0ffee/],
  ['/batches/b0ffee01', /Batch b0ffee Open/, /0\/2/],
  ['/batches/b0ffee01/pack', /Batch b0ffee Open/, /Not all picked/],
  ['/parcels/shipment-1', /Parcel of S-1001 Booked/, /0\/2/],
  ['/drafts', /^Drafts/, /Bea Roth/],
  ['/drafts/draft-0001', /^Draft for Bea Roth/, /What it costs now/],
  ['/withdrawals', /^Withdrawals to read/, /S-1001/],
  ['/withdrawals/order-0001', /^Withdrawal from S-1001/, /What was ordered/],
  ['/drafts/new', /^New draft/, /Add a product/],
  ['/returns', /^Returns/, /S-1001-R1/],
  ['/returns/refund_failed', /^Returns/, /1 × MUG-1/],
  ['/returns/of/order-0001-R1', /Return S-1001-R1 To decide/, /does not fit/],
  ['/stock/receipts', /^Receive/, /Scan the first piece/],
  ['/stock/counts', /^Counts/, /Shelf B/],
  ['/stock/counts/c1', /Shelf B Open/, /1 SKU counted/],
  ['/stock/reorder', /^To reorder/, /Low/],
  ['/stock/waiting', /^Awaited/, /Dec 24, 2026/],
  ['/products', /^Products/, /Nour Kitchen/],
  ['/products/p1', /Mug Active/, /Stoneware/],
  ['/products/new', /New product/, /Without options there is one variant/],
  ['/products/p1/preview', /Preview: Mug/, /In stock|Only 4 left/],
  ['/products/bulk-edits', /^Bulk edits/, /Change of many products/],
  ['/products/bulk-edits/b1', /Change of many products Not started/, /gift cards cannot/],
  ['/products/imports', /^Imports/, /goods.csv/],
  ['/products/imports/i1', /goods.csv Running/, /is no price/],
  ['/products/exports', /^Exports/, /Fetch the file/],
  ['/jobs', /^Jobs/, /Export of orders/],
  ['/stock', /^Stock/, /scan its label/],
  ['/stock/MUG%2F1', /MUG\/1 Low/, /Received/],
  ['/staff', /^Staff/, /sam@souk.example/],
  ['/audit?object=sku:MUG/1', /^Audit log/, /on_hand: 6 → 26/],
  ['/errors', /^Errors/, /KeyError/],
  ['/errors/f1', /KeyError/, /Traceback/],
  ['/logs', /^Logs/, /order_id=order-0001/],
  ['/traces/trace-0001', /Trace trace-0001/, /Through: orders/],
  ['/webhooks', /^Webhooks/, /evt_1/],
  ['/webhooks/carriers', /^Webhooks/, /parcel/],
  ['/first-day', /^First day/, /0 of 1 steps/],
  ['/prices/delivery', /^Delivery/, /Where you send to/],
  ['/rates', /^Taxes and shipping/, /Finland/],
  ['/settings', /^Settings Changes not published/, /Closed for holidays/],
  ['/home-page', /^Home page/, /1. Hero/],
  ['/navigation', /^Navigation/, /Add a column/],
  ['/banners', /^Banners/, /Hello/],
  ['/prices/promotions', /^Promotions/, /Spring/],
  ['/prices/promotions/spring/codes', /^Codes of a promotion/, /SPRING/],
  ['/prices/promotions/spring/codes/SPRING', /^SPRING/, /SK-TENY5-RE0E4/],
  ['/pages', /^Text pages/, /returns/],
  ['/pages/returns', /^Page returns/, /Words/],
  ['/letters', /^Letters/, /The shop’s own words/],
  ['/letters/shipped/en', /^Shipped, English/, /Insert the order’s number/],
  ['/integrations', /^Endpoints/, /accounts.example/],
  ['/integrations/e1', /^Deliveries/, /503 · busy/],
  ['/api-keys', /^API keys/, /Permits less/],
  ['/dead-letters', /^Events set aside/, /Cart and search have no API/],
  ['/dead-letters/orders', /^Set aside by orders/, /payment.captured/],
  ['/health', /^Health/, /2 services fail|One service fails/],
];

describe('every page', () => {
  it('is tried', () => {
    const patterns = PAGES.map(({ path }) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`));
    const missing = PAGES.filter(
      (_, index) => !SHOWN.some(([path]) => patterns[index]?.test(path.split('?')[0] ?? '')),
    );
    expect(missing.map(({ path }) => path)).toEqual([]);
  });

  it.each(SHOWN)('%s shows what there is, to everybody', async (path, heading, content) => {
    office(net.api);
    renderOffice(net.api, path, { permissions: ALL });
    expect(await screen.findByRole('heading', { level: 1, name: heading })).toBeInTheDocument();
    expect((await screen.findAllByText(content)).length).toBeGreaterThan(0);
    await expectAccessible();
  });

  it.each(
    SHOWN.filter(
      ([path]) =>
        ![
          '/stock',
          '/stock/receipts',
          '/products/new',
          '/drafts/new',
          '/shipments/exception',
          '/fulfilment/exception',
          '/transfers/statement',
        ].includes(path),
    ),
  )('%s says what could not be loaded, with its reference', async (path) => {
    renderOffice(net.api, path, { permissions: ALL });
    net.api.answerAll(() => problem(503, 'unavailable'));
    expect(await screen.findByText('Reference: ref-1')).toBeInTheDocument();
  });
});

async function open(path: string, button: string | RegExp) {
  office(net.api);
  renderOffice(net.api, path, { permissions: ALL });
  await userEvent.click(await screen.findByRole('button', { name: button }));
  const dialog = await screen.findByRole('dialog');
  await expectAccessible();
  return within(dialog);
}

describe('a task', () => {
  it('receives twenty of a SKU', async () => {
    const dialog = await open('/stock/MUG%2F1', 'Receive');
    net.api.on('POST /admin/stock/MUG%2F1/movements', () => {
      net.api.on('GET /admin/stock/MUG%2F1', { ...STOCK, version: 8 });
      return json({ ...STOCK, available: 24 }, 201);
    });
    await userEvent.type(dialog.getByLabelText('Units received'), '20');
    await userEvent.type(dialog.getByLabelText('Reason'), 'delivery 7');
    await userEvent.click(dialog.getByRole('button', { name: 'Book it' }));
    expect(await screen.findByText('Booked. Available now: 24.')).toBeInTheDocument();
    expect(screen.queryByText(/has just changed/)).not.toBeInTheDocument();
    expect(net.api.to('POST /admin/stock/MUG%2F1/movements')[0]?.body).toEqual({
      kind: 'receipt',
      quantity: 20,
      reason: 'delivery 7',
    });
  });

  it('sets from how few units on a SKU is low', async () => {
    const dialog = await open('/stock/MUG%2F1', 'Set the threshold');
    net.api.on('PATCH /admin/stock/MUG%2F1', STOCK);
    await userEvent.clear(dialog.getByLabelText('Low from'));
    await userEvent.type(dialog.getByLabelText('Low from'), '9');
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The threshold is set.')).toBeInTheDocument();
    expect(net.api.to('PATCH /admin/stock/MUG%2F1')[0]?.body).toEqual({ threshold: 9 });
  });

  it('cancels an order, knowing what that does', async () => {
    const dialog = await open('/orders/order-0001', 'Cancel the order');
    net.api.on('POST /admin/orders/order-0001/cancel', ORDER);
    expect(dialog.getByText('All that was paid is given back: €43.90.')).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'asked on the phone');
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel the order' }));
    expect(await screen.findByText('The cancellation is under way.')).toBeInTheDocument();
    expect(net.api.to('POST /admin/orders/order-0001/cancel')[0]?.body).toEqual({
      reason: 'asked on the phone',
    });
  });

  it('hands a parcel over', async () => {
    const dialog = await open('/shipments', 'Dispatch');
    net.api.on('POST /admin/shipments/shipment-1/dispatch', SHIPMENT);
    await userEvent.type(dialog.getByLabelText('Tracking code'), 'T-77');
    await userEvent.click(dialog.getByRole('button', { name: 'Dispatch' }));
    expect(await screen.findByText('The parcel is on its way.')).toBeInTheDocument();
    expect(net.api.to('POST /admin/shipments/shipment-1/dispatch')[0]?.body).toEqual({
      carrier: 'manual',
      tracking_code: 'T-77',
    });
    await waitFor(() => expect(net.api.to('GET /admin/shipments')).toHaveLength(2));
  });

  it('makes an endpoint, and shows its secret once', async () => {
    const dialog = await open('/integrations', 'New endpoint');
    net.api.on('POST /admin/webhooks/endpoints', () => json({ ...ENDPOINT, secret: 'whsec_shown' }, 201));
    await userEvent.type(dialog.getByLabelText('Address'), 'https://stock.example/hooks');
    await userEvent.type(dialog.getByLabelText(/^Events/), 'order.paid{enter}stock.low');
    await userEvent.click(dialog.getByRole('button', { name: 'New endpoint' }));
    expect(await screen.findByText('whsec_shown')).toBeInTheDocument();
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'I have kept it' }));
    expect(screen.queryByText('whsec_shown')).not.toBeInTheDocument();
    expect(net.api.to('POST /admin/webhooks/endpoints')[0]?.body).toEqual({
      url: 'https://stock.example/hooks',
      description: '',
      event_types: ['order.paid', 'stock.low'],
      personal_data: false,
      enabled: true,
    });
  });

  it.each([
    ['Send a test', 'POST /admin/webhooks/endpoints/e1/test', 'Idempotency-Key'],
    ['Switch off', 'PATCH /admin/webhooks/endpoints/e1', 'If-Match'],
    ['Remove', 'DELETE /admin/webhooks/endpoints/e1', 'If-Match'],
  ])('%s, of an endpoint', async (item, route, header) => {
    office(net.api).on(route, () => (route.startsWith('DELETE') ? json(null, 204) : json(ENDPOINT, 200)));
    renderOffice(net.api, '/integrations', { permissions: ALL });
    await userEvent.click(await screen.findByRole('button', { name: /^Change https/ }));
    await userEvent.click(await screen.findByRole('menuitem', { name: item }));
    const dialog = within(await screen.findByRole('dialog', { name: /accounts.example/ }));
    await userEvent.click(dialog.getByRole('button', { name: item }));
    expect(await screen.findByText('Done.')).toBeInTheDocument();
    const [sent] = net.api.to(route);
    expect(sent?.headers.get(header)).toBeTruthy();
    if (header === 'If-Match') expect(sent?.headers.get(header)).toBe('"3"');
  });

  it('sends again what failed since then', async () => {
    const dialog = await open('/integrations/e1', 'Send failed ones again');
    net.api.on('POST /admin/webhooks/endpoints/e1/repeat-failed', () =>
      json({ repeated: 2, more: false }, 202),
    );
    fireEvent.change(dialog.getByLabelText('Since'), { target: { value: '2026-05-04T10:00' } });
    await userEvent.click(dialog.getByRole('button', { name: 'Send again' }));
    expect(await screen.findByText('2 are sent again.')).toBeInTheDocument();
    expect(net.api.to('POST /admin/webhooks/endpoints/e1/repeat-failed')[0]?.body).toEqual({
      since: new Date('2026-05-04T10:00').toISOString(),
    });
  });

  it('invites a colleague', async () => {
    const dialog = await open('/staff', 'Invite somebody');
    net.api.on('POST /admin/staff', () =>
      json({ id: 'u3', email: 'kim@souk.example', roles: ['finance'] }, 201),
    );
    await userEvent.type(dialog.getByLabelText('E-mail'), 'kim@souk.example');
    await userEvent.selectOptions(dialog.getByLabelText('Role'), 'finance');
    await userEvent.click(dialog.getByRole('button', { name: 'Invite somebody' }));
    expect(await screen.findByText('kim@souk.example is invited.')).toBeInTheDocument();
    expect(net.api.to('POST /admin/staff')[0]?.body).toEqual({ email: 'kim@souk.example', role: 'finance' });
  });

  it.each([
    ['Change the role', 'Save', 'PATCH /admin/staff/u2'],
    ['Remove', 'Remove', 'DELETE /admin/staff/u2'],
    ['Reset the second factor', 'Reset the second factor', 'DELETE /admin/users/u2/second-factor'],
  ])('%s of a colleague', async (item, button, route) => {
    office(net.api).on(route, () => (route.startsWith('PATCH') ? json({ id: 'u2' }) : json(null, 204)));
    renderOffice(net.api, '/staff', { permissions: ALL });
    await userEvent.click(await screen.findByRole('button', { name: 'Change sam@souk.example' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: item }));
    const dialog = await screen.findByRole('dialog', { name: /sam@souk.example/ });
    await expectAccessible();
    await userEvent.click(within(dialog).getByRole('button', { name: button }));
    await waitFor(() => expect(net.api.to(route)).toHaveLength(1));
    await waitFor(() => expect(net.api.to('GET /admin/staff')).toHaveLength(2));
  });

  it('tries a file: sends it by the form, begins the dry run and shows how it goes', async () => {
    class Sent extends EventTarget {
      upload = new EventTarget();
      status = 204;
      open = () => undefined;
      send = () => queueMicrotask(() => this.dispatchEvent(new Event('load')));
    }
    vi.stubGlobal('XMLHttpRequest', Sent);
    const dialog = await open('/products/imports', 'Import products');
    net.api
      .on('POST /admin/products/imports', () =>
        json(
          { import_id: 'i1', upload: { url: 'https://b.example/', method: 'POST', fields: { key: 'k' } } },
          201,
        ),
      )
      .on('POST /admin/products/imports/i1/check', () => json(IMPORT, 202));
    await userEvent.click(dialog.getByLabelText(/Set the stock/));
    fireEvent.drop(dialog.getByText('Drop the file here'), {
      dataTransfer: { files: [new File(['Handle'], 'goods.csv')] },
    });
    expect(await screen.findByRole('heading', { level: 1, name: /goods.csv Running/ })).toBeInTheDocument();
    expect(net.api.to('POST /admin/products/imports')[0]?.body).toEqual({
      filename: 'goods.csv',
      mode: 'set_stock',
    });
    expect(net.api.to('POST /admin/products/imports/i1/check')).toHaveLength(1);
    vi.unstubAllGlobals();
  });

  it('is not offered to whom it is not permitted', async () => {
    office(net.api);
    renderOffice(net.api, '/payments/payment-0001', { permissions: ['payments.read'] });
    await screen.findByRole('heading', { level: 1, name: /Payment of/ });
    expect(screen.queryByRole('button', { name: 'Refund' })).not.toBeInTheDocument();
  });
});
