import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import { eur } from '../../../src/test/data';
import { DRAFT } from '../../test/drafts';
import { renderOffice } from '../../test/renderOffice';
import type { Permission } from '../../frame/me';

const net = fakeNetwork();
const STAFF: Permission[] = ['orders.read', 'orders.write'];
const PATH = '/admin/drafts/draft-0001';

function open(path: string, changes: Partial<typeof DRAFT> = {}, permissions = STAFF) {
  net.api
    .on(`GET ${PATH}`, () => json({ ...DRAFT, ...changes }, 200, { ETag: '"2"' }))
    .on(`PUT ${PATH}`, () => json({ ...DRAFT, version: 3 }, 200, { ETag: '"3"' }))
    .on('POST /admin/drafts', () => json(DRAFT, 201, { ETag: '"2"' }))
    .on('GET /checkout/options', {
      shipping_methods: [],
      payment_methods: [
        { id: 'stripe', name: 'Card' },
        { id: 'manual', name: 'Bank transfer' },
      ],
    });
  renderOffice(net.api, path, { permissions });
}

const type = async (label: string | RegExp, text: string) => {
  const field = await screen.findByLabelText(label);
  await userEvent.clear(field);
  await userEvent.type(field, text);
};

describe('a draft', () => {
  it('is put together with an agreed price', async () => {
    open('/drafts/new');
    await type(/^SKU/, 'MUG-1');
    await type(/^Quantity/, '2');
    await type(/^Agreed price in/, '15');
    await type(/^Why this price$/, 'a scratch');
    await type(/^E-mail/, 'bea@shop.example');
    await type(/^Name/, 'Bea Roth');
    await type(/^Street and number/, 'Hauptstr. 1');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(net.api.to('POST /admin/drafts')).toHaveLength(1));
    const [sent] = net.api.to('POST /admin/drafts');
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
    expect(sent?.body).toMatchObject({
      lines: [{ sku: 'MUG-1', quantity: 2, agreed: { price: eur(1500), reason: 'a scratch' } }],
      email: 'bea@shop.example',
      customer_id: null,
      agreed_shipping: null,
      shipping_address: { name: 'Bea Roth', line1: 'Hauptstr. 1', country: 'DE' },
    });
    expect(await screen.findByRole('heading', { name: /Draft for Bea Roth/ })).toBeInTheDocument();
  });

  it('of a business says its VAT number, what the register said of it, and saves it', async () => {
    const business = {
      number: 'FR83404833048',
      confirmed: true,
      consultation: 'WAPIA1',
      asked_on: '2026-11-30',
    };
    open('/drafts/draft-0001', { business });
    expect(await screen.findByText(/confirmed it on .*30.*, consultation number WAPIA1/)).toBeInTheDocument();
    expect(screen.getByLabelText(/^VAT number/)).toHaveValue('FR83404833048');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(net.api.to(`PUT ${PATH}`)).toHaveLength(1));
    expect(net.api.to(`PUT ${PATH}`)[0]?.body).toMatchObject({ vat_number: 'FR83404833048' });
  });

  it('says that tax is charged where the register did not answer', async () => {
    const business = { number: 'FR83404833048', confirmed: false, consultation: '', asked_on: null };
    open('/drafts/draft-0001', { business });
    expect(await screen.findByText(/did not answer: tax is charged as of a consumer/)).toBeInTheDocument();
  });

  it('is changed as it was seen', async () => {
    open('/drafts/draft-0001');
    await type(/^Quantity/, '3');
    // What is ordered is what is saved.
    expect(screen.getByRole('button', { name: 'Order and send the payment link' })).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(net.api.to(`PUT ${PATH}`)).toHaveLength(1));
    const [sent] = net.api.to(`PUT ${PATH}`);
    expect(sent?.headers.get('If-Match')).toBe('"2"');
    expect(sent?.body).toMatchObject({ lines: [{ sku: 'MUG-1', quantity: 3 }], email: 'bea@shop.example' });
  });

  it('becomes an order at the total that was shown', async () => {
    open('/drafts/draft-0001');
    net.api.on(`POST ${PATH}/order`, () =>
      json({ ...DRAFT, order_id: 'order-0001', order_number: 'S-1001', lines: [] }, 200, { ETag: '"3"' }),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Order and send the payment link' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('bea@shop.example gets a letter');
    await userEvent.selectOptions(await within(dialog).findByLabelText('To be paid by'), 'Bank transfer');
    await userEvent.click(within(dialog).getByRole('button', { name: /^Order for/ }));
    await waitFor(() => expect(net.api.to(`POST ${PATH}/order`)).toHaveLength(1));
    const [sent] = net.api.to(`POST ${PATH}/order`);
    expect(sent?.headers.get('If-Match')).toBe('"2"');
    expect(sent?.body).toEqual({ payment_method: 'manual', expected_total: eur(3490) });
  });

  it('that cannot be ordered says why', async () => {
    open('/drafts/draft-0001', { sums: null, obstacle: 'no longer for sale: MUG-1' });
    expect(await screen.findByText('no longer for sale: MUG-1')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Order and send the payment link' })).toBeDisabled();
  });

  it('is only looked at without the permission', async () => {
    open('/drafts/draft-0001', {}, ['orders.read']);
    expect(await screen.findByText('What it costs now')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
  });
});
