import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import { eur } from '../../../src/test/data';
import type { Permission } from '../../frame/me';
import { EVERY_MS } from '../../patterns/DetailPage';
import { LETTER, ORDER, PARCEL, PAYMENT } from '../../test/answers';
import { expectAccessible, renderOffice, USER } from '../../test/renderOffice';
import { asked, NOTHING, planOf } from '../payments/refunding';

const net = fakeNetwork();
const ALL: Permission[] = [
  ...(['orders.read', 'orders.write', 'orders.cancel', 'shipments.read', 'logs.read', 'audit.read'] as const),
  ...(['payments.read', 'payments.refund', 'payments.capture', 'payments.void'] as const),
  'payments.mark_received',
];
const ORDER_AT = 'GET /admin/orders/order-0001';
const PAYMENT_AT = 'GET /admin/payments/payment-0001';
const REFUNDS = 'POST /admin/payments/payment-0001/refunds';
const paged = (item: unknown) => ({ items: [item], next_cursor: null });
const tagged = (body: unknown, version: number) => json(body, 200, { ETag: `"${version}"` });

const NOTE = {
  ...{ note_id: 'n1', about: 'order:order-0001', text: 'Called her', author: USER.id, edited_at: null },
  ...{ created_at: '2026-11-24T09:00:00Z', version: 1 },
};

const DOCUMENTS = {
  items: [
    {
      ...{ number: 'INV-2026-000001', type: 'invoice', issued_on: '2026-11-23', refers_to: null },
      ...{ total: eur(4390), tax: eur(701) },
    },
  ],
  ...{ waits_for: null, missing: [], delivery_note: true },
};

async function openOrder(permissions = ALL, letters: object = paged(LETTER), documents: object = DOCUMENTS) {
  net.api
    .on(ORDER_AT, () => tagged(ORDER, 3))
    .on(PAYMENT_AT, () => tagged(PAYMENT, 7))
    .on('GET /admin/letters', letters)
    .on('GET /admin/backoffice/notes', paged(NOTE))
    .on('GET /admin/shipments', paged(PARCEL))
    .on('GET /admin/orders/order-0001/documents', documents);
  renderOffice(net.api, '/orders/order-0001', { permissions });
  await screen.findByRole('heading', { level: 1, name: /Order S-1001/ });
}

async function openDialog(button: string) {
  await userEvent.click(await screen.findByRole('button', { name: button }));
  return within(await screen.findByRole('dialog'));
}

describe('the page of an order', () => {
  it('shows what every service knows of it, and one timeline with who did what', async () => {
    await openOrder();
    expect(await screen.findByText('Sorted · Leipzig')).toBeInTheDocument();
    expect(await screen.findByText('payment-0001')).toBeInTheDocument();
    const tea = screen.getByText('Tea').closest('tr');
    expect([...(tea?.querySelectorAll('td') ?? [])].slice(1, 4).map((cell) => cell.textContent)).toEqual([
      '3',
      '0',
      '1',
    ]);
    const notes = within(await screen.findByRole('region', { name: 'Notes' }));
    expect(await notes.findByText('Called her')).toBeInTheDocument();
    expect(notes.getByLabelText('New note')).toBeInTheDocument();
    const timeline = within(screen.getByRole('region', { name: 'Timeline' }));
    expect(await timeline.findByText('Called her')).toBeInTheDocument();
    const titles = timeline.getAllByRole('listitem').map((item) => item.querySelector('strong')?.textContent);
    expect(titles.slice(0, 3)).toEqual(['Called her', 'In transit (Parcel 1)', 'Order confirmed: Rejected']);
    expect(timeline.getByText('broken · 1 × TEA/2')).toBeInTheDocument();
    expect(timeline.getByText(/a•••@shop.example · MessageRejected/)).toBeInTheDocument();
    await userEvent.click(timeline.getByRole('button', { name: 'Letters' }));
    expect(timeline.getAllByRole('listitem')).toHaveLength(1);
    expect(screen.getByRole('link', { name: 'order.placed' })).toHaveAttribute('href', '/traces/trace-0001');
    await expectAccessible();
  });

  it('names each promotion with its code, as it is now and as it was ordered, and where what went back is', async () => {
    const promotions = [
      { promotion_id: 'spring', name: 'Spring', code: 'SAVE-10', amount: eur(600) },
      { promotion_id: 'free', name: 'Free delivery', code: '', amount: eur(490) },
    ];
    const reductions = promotions.map(({ promotion_id, name, amount }) => ({
      ...{ promotion_id, name },
      amount: promotion_id === 'spring' ? eur(400) : amount,
    }));
    const refunds = [
      { id: 'r1', amount: eur(500), to: 'store_credit' as const },
      { id: 'r2', amount: eur(100), to: 'credits' as const },
      { id: 'r3', amount: eur(50), to: 'payment' as const },
    ];
    const sums = { subtotal: eur(3500), discount: eur(400), shipping: eur(0), shipping_reduction: eur(490) };
    net.api
      .on(ORDER_AT, () => tagged({ ...ORDER, ...sums, promotions, reductions, refunds }, 3))
      .on('GET /admin/letters', paged(LETTER))
      .on('GET /admin/backoffice/notes', paged(NOTE))
      .on('GET /admin/orders/order-0001/documents', DOCUMENTS);
    renderOffice(net.api, '/orders/order-0001', { permissions: ['orders.read'] });
    await screen.findByText('As store credit');
    const told = (label: string) => screen.getByText(label).nextElementSibling?.textContent;
    expect(told('As store credit')).toBe('€5.00');
    expect(told('To the gift card or credit that paid')).toBe('€1.00');
    expect(told('Subtotal')).toBe('€39.00');
    expect(told('Promotion: Spring (SAVE-10)')).toBe('-€4.00');
    expect(told('Promotion: Free delivery')).toBe('-€4.90');
    const timeline = within(screen.getByRole('region', { name: 'Timeline' }));
    expect(timeline.getByText(/Promotion: Spring \(SAVE-10\): -€6\.00/)).toBeInTheDocument();
  });

  it('asks no money of an unpaid order that gift cards have for it', async () => {
    const credits = [
      { kind: 'gift_card' as const, last_four: 'VB3C', amount: eur(1000), left: eur(500) },
      { kind: 'store_credit' as const, last_four: '', amount: eur(300), left: eur(0) },
    ];
    const money = { authorised: eur(0), captured: eur(0), refunded: eur(0), disputed: eur(0) };
    net.api
      .on(ORDER_AT, () => tagged({ ...ORDER, state: 'AWAITING_PAYMENT', money, credits }, 3))
      .on('GET /admin/letters', paged(LETTER))
      .on('GET /admin/backoffice/notes', paged(NOTE))
      .on('GET /admin/orders/order-0001/documents', DOCUMENTS);
    renderOffice(net.api, '/orders/order-0001', { permissions: ['orders.read'] });
    await screen.findByText('Still to be paid');
    const told = (label: string) => screen.getByText(label).nextElementSibling?.textContent;
    expect(told('Gift card … VB3C')).toBe('€10.00');
    expect(told('Store credit')).toBe('€3.00');
    expect(told('Still to be paid')).toBe('€30.90');
  });

  it('shows to whom may only read orders what the order itself knows, and asks for nothing else', async () => {
    await openOrder(['orders.read']);
    expect(await screen.findByText('T-1')).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'order.placed' })).not.toBeInTheDocument();
    for (const name of ['Refund', 'Correct', 'Send once more', 'Mark as reviewed', 'Cancel the order'])
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    expect(net.api.to(PAYMENT_AT)).toHaveLength(0);
    expect(net.api.to('GET /admin/shipments')).toHaveLength(0);
  });

  it('prints the slip that was chosen, and that alone', async () => {
    const print = vi.fn();
    vi.stubGlobal('print', print);
    await openOrder();
    await userEvent.click(screen.getByRole('button', { name: 'Print' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Packing slip' }));
    expect(print).toHaveBeenCalledOnce();
    const sheets = document.querySelectorAll('[data-print]');
    expect(sheets).toHaveLength(1);
    expect(sheets[0]?.textContent).toContain('Packing slip: Order S-1001');
    expect(sheets[0]?.textContent).not.toContain('€');
    vi.unstubAllGlobals();
  });

  it('copies its id', async () => {
    await openOrder();
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Copy: Order id' }));
    expect(await navigator.clipboard.readText()).toBe('order-0001');
    expect(await screen.findByText('Order id is copied.')).toBeInTheDocument();
  });
});

describe('a task', () => {
  it('refunds the second line of an order, by keyboard alone', async () => {
    await openOrder();
    net.api.on(REFUNDS, () => json({ refund_id: 'r2' }, 201));
    const refund = await screen.findByRole('button', { name: 'Refund' });
    refund.focus();
    await userEvent.keyboard('{Enter}');
    const dialog = within(await screen.findByRole('dialog', { name: 'Refund of order S-1001' }));
    expect(dialog.getByRole('button', { name: 'Refund €0.00' })).toBeDisabled();
    await expectAccessible();
    const line = dialog.getByLabelText(/Tea 100 g/);
    expect(within(line).getAllByRole('option')).toHaveLength(3);
    for (let step = 0; document.activeElement !== line && step < 20; step += 1) await userEvent.tab();
    await userEvent.selectOptions(line, '2');
    expect(dialog.getByText(/€10.00 goes back/)).toBeInTheDocument();
    expect(dialog.getByText('The units are not put back into stock.')).toBeInTheDocument();
    const restock = dialog.getByLabelText(/back into stock/);
    for (let step = 0; document.activeElement !== restock && step < 20; step += 1) await userEvent.tab();
    await userEvent.keyboard(' ');
    expect(dialog.getByText('The units are for sale again.')).toBeInTheDocument();
    await userEvent.tab();
    await userEvent.keyboard('arrived wet{Enter}');
    expect(await screen.findByText('The refund is on its way.')).toBeInTheDocument();
    const [sent] = net.api.to(REFUNDS);
    expect(sent?.body).toEqual({
      reason: 'arrived wet',
      restock: true,
      lines: [{ sku: 'TEA/2', quantity: 2, amount: eur(1000) }],
    });
    expect(sent?.headers.get('If-Match')).toBe('"7"');
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(() => expect(refund).toHaveFocus());
  });

  it('refunds nothing that a colleague refunded meanwhile: shows what changed, and goes on from there', async () => {
    await openOrder();
    const dialog = await openDialog('Refund');
    await userEvent.selectOptions(dialog.getByLabelText(/Tea 100 g/), '2');
    await userEvent.type(dialog.getByLabelText('Reason'), 'wet');
    const now = {
      ...PAYMENT,
      version: 3,
      refundable: eur(3890),
      refunded: eur(500),
      refundable_lines: [
        PAYMENT.refundable_lines[0],
        { sku: 'TEA/2', ordered: 3, units: 1, amount: eur(500) },
      ],
    };
    net.api
      .on(REFUNDS, ({ headers }) =>
        headers.get('If-Match') === '"8"'
          ? json({ refund_id: 'r3' }, 201)
          : problem(412, 'precondition_failed'),
      )
      .on(PAYMENT_AT, () => tagged(now, 8));
    await userEvent.click(dialog.getByRole('button', { name: 'Refund €10.00' }));
    expect(await dialog.findByText('Look at what changed, then decide')).toBeInTheDocument();
    expect(dialog.getByRole('row', { name: 'Units left of TEA/2 2 1' })).toBeInTheDocument();
    expect(dialog.getByLabelText('Reason')).toHaveValue('wet');
    await userEvent.click(dialog.getByRole('button', { name: 'Refund €5.00' }));
    expect(await screen.findByText('The refund is on its way.')).toBeInTheDocument();
    expect(net.api.to(REFUNDS)[1]?.body).toMatchObject({
      lines: [{ sku: 'TEA/2', quantity: 1, amount: eur(500) }],
    });
  });

  it('corrects the address, without undoing what a colleague corrected, and takes it back', async () => {
    await openOrder();
    const dialog = await openDialog('Correct');
    await expectAccessible();
    const street = dialog.getByLabelText('Street and number');
    await userEvent.clear(street);
    await userEvent.type(street, 'Sonnenallee 21');
    await userEvent.type(dialog.getByLabelText('Reason'), 'typo');
    const theirs = { ...ORDER, version: 4, shipping_address: { ...ORDER.shipping_address, phone: '+491' } };
    let held = theirs;
    net.api
      .on(ORDER_AT, () => tagged(held, held.version))
      .on('PATCH /admin/orders/order-0001', ({ headers, body }) => {
        if (headers.get('If-Match') !== `"${held.version}"`) return problem(412, 'precondition_failed');
        held = { ...held, ...(body as object), version: held.version + 1 };
        return tagged(held, held.version);
      });
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByRole('row', { name: /Phone \+49301234567 \+491/ })).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    const said = await screen.findByText('It is corrected.');
    const sent = net.api.to('PATCH /admin/orders/order-0001');
    expect(sent[1]?.headers.get('If-Match')).toBe('"4"');
    expect(sent[1]?.body).toEqual({
      reason: 'typo',
      shipping_address: { ...ORDER.shipping_address, line1: 'Sonnenallee 21', phone: '+491' },
    });
    expect(screen.getByText('Sonnenallee 21')).toBeInTheDocument();
    const notice = said.parentElement ?? document.body;
    await userEvent.click(within(notice).getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(net.api.to('PATCH /admin/orders/order-0001')).toHaveLength(3));
    expect(net.api.to('PATCH /admin/orders/order-0001')[2]?.body).toMatchObject({
      shipping_address: { line1: 'Sonnenallee 12', phone: '+491' },
    });
  });

  it('puts what is wrong with an address at its field', async () => {
    await openOrder();
    const dialog = await openDialog('Correct');
    await userEvent.clear(dialog.getByLabelText(/Postal code/));
    await userEvent.type(dialog.getByLabelText(/Postal code/), '1');
    await userEvent.type(dialog.getByLabelText('Reason'), 'typo');
    net.api.on('PATCH /admin/orders/order-0001', () =>
      problem(400, 'invalid_input', {
        errors: [{ field: 'shipping_address.postal_code', message: 'five digits' }],
      }),
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText('five digits')).toBeInTheDocument();
    expect(dialog.getByLabelText(/Postal code/)).toHaveFocus();
  });

  it('has a letter sent once more, and shows what became of it', async () => {
    await openOrder();
    net.api.on('POST /admin/orders/order-0001/letters', () => json(null, 204));
    await userEvent.click(await screen.findByRole('button', { name: 'Send once more' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Order confirmed' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('It goes to amira@shop.example.')).toBeInTheDocument();
    const again = { ...LETTER, event_id: 'e9', state: 'sent', reason: '', at: '2026-11-25T10:00:00Z' };
    net.api.on('GET /admin/letters', { items: [again, LETTER], next_cursor: null });
    await userEvent.click(dialog.getByRole('button', { name: 'Send once more' }));
    expect(await screen.findByText('The letter is on its way.')).toBeInTheDocument();
    expect(await screen.findByText('Order confirmed: Sent')).toBeInTheDocument();
    const [sent] = net.api.to('POST /admin/orders/order-0001/letters');
    expect(sent?.body).toEqual({ kind: 'order_confirmed' });
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
  });

  it('says that mail to the order\u2019s address came back, and has it written to again', async () => {
    const back = { ...LETTER, event_id: 'e8', state: 'bounced', reason: '', at: '2026-11-25T10:00:00Z' };
    net.api
      .on('GET /admin/letters/address', {
        reachable: false,
        why: 'bounced',
        since: '2026-11-25T10:05:00Z',
      })
      .on('DELETE /admin/letters/address', () => {
        net.api.on('GET /admin/letters/address', { reachable: true, why: '', since: null });
        return new Response(null, { status: 204 });
      });
    await openOrder(ALL, paged(back));
    const again = await openDialog('Write to it again');
    expect(again.getByText('Write to amira@shop.example again?')).toBeInTheDocument();
    await userEvent.click(again.getByRole('button', { name: 'Write to it again' }));
    expect(await screen.findByText('Letters go to this address again.')).toBeInTheDocument();
    expect(screen.queryByText('Mail to this address came back')).toBeNull();
  });

  it('marks a suspicious order as reviewed', async () => {
    await openOrder();
    const dialog = await openDialog('Mark as reviewed');
    const reviewed = { at: ORDER.placed_at, by: `staff:${USER.id}`, of: ['velocity'] };
    net.api
      .on('POST /admin/orders/order-0001/review', () => tagged({ ...ORDER, version: 4, reviewed }, 4))
      .on(ORDER_AT, () => tagged({ ...ORDER, version: 4, reviewed }, 4));
    await userEvent.click(dialog.getByRole('button', { name: 'Mark as reviewed' }));
    expect(await screen.findByText(/Reviewed by you/)).toBeInTheDocument();
    expect(net.api.to('POST /admin/orders/order-0001/review')[0]?.headers.get('If-Match')).toBe('"3"');
  });

  it.each([
    ['Capture', 'authorised', { amount: eur(4390) }, 'capture'],
    ['Void', 'authorised', { reason: 'asked' }, 'void'],
  ])('%s: on condition of what was seen', async (button, status, body, act) => {
    await openOrder();
    net.api
      .on(PAYMENT_AT, () => tagged({ ...PAYMENT, status, refundable: eur(0) }, 8))
      .on(`POST /admin/payments/payment-0001/${act}`, () => tagged(PAYMENT, 9));
    await screen.findByText('payment-0001');
    await waitPolled();
    const dialog = await openDialog(button);
    if (act === 'void') await userEvent.type(dialog.getByLabelText('Reason'), 'asked');
    await userEvent.click(dialog.getByRole('button', { name: button }));
    await waitFor(() => expect(net.api.to(`POST /admin/payments/payment-0001/${act}`)).toHaveLength(1));
    const [sent] = net.api.to(`POST /admin/payments/payment-0001/${act}`);
    expect(sent?.body).toEqual(body);
    expect(sent?.headers.get('If-Match')).toBe('"8"');
  });
});

/** What is looked at is asked for again at once when the window is looked at again. */
async function waitPolled() {
  const before = net.api.to(PAYMENT_AT).length;
  window.dispatchEvent(new Event('visibilitychange'));
  await waitFor(() => expect(net.api.to(PAYMENT_AT).length).toBeGreaterThan(before));
}

describe('two people on one order', () => {
  it('see each other: an unchanged answer draws nothing, a change is told with who and why', async () => {
    await openOrder();
    await screen.findByText('payment-0001');
    await userEvent.type(await screen.findByLabelText('New note'), 'Half a sen');
    net.api.onEach(
      ORDER_AT,
      () => new Response(null, { status: 304 }),
      () =>
        tagged(
          {
            ...ORDER,
            version: 4,
            history: [
              ...ORDER.history,
              ...(['staff:u2', `staff:${USER.id}`] as const).map((by, index) => ({
                state: 'PAID',
                at: `2026-11-25T10:0${index}:00Z`,
                by,
                reason: `e-mail address corrected: typo ${index}`,
                event_id: null,
              })),
            ],
          },
          4,
        ),
    );
    await waitPolled();
    expect(net.api.to(ORDER_AT).at(-1)?.headers.get('If-None-Match')).toBe('"3"');
    expect(screen.queryByText('This has changed while you had it open')).not.toBeInTheDocument();
    await waitPolled();
    const title = await screen.findByText('This has changed while you had it open');
    const news = within(title.parentElement ?? document.body);
    expect(news.getByText('e-mail address corrected: typo 0')).toBeInTheDocument();
    expect(news.getByText('Staff u2')).toBeInTheDocument();
    expect(screen.getByLabelText('New note')).toHaveValue('Half a sen');
    expect(news.queryByText('e-mail address corrected: typo 1')).not.toBeInTheDocument();
    await userEvent.click(news.getByRole('button', { name: 'Seen' }));
    expect(screen.queryByText('This has changed while you had it open')).not.toBeInTheDocument();
    expect(EVERY_MS).toBeLessThanOrEqual(10_000);
  });

  it('tells somebody with an open dialog, who then decides by what is there', async () => {
    await openOrder();
    const dialog = await openDialog('Cancel the order');
    await userEvent.type(dialog.getByLabelText(/Reason/), 'She called');
    net.api.on(ORDER_AT, () => tagged({ ...ORDER, version: 4, state: 'FULFILLING' }, 4));
    await waitPolled();
    await userEvent.click(await dialog.findByRole('button', { name: 'Show what changed' }));
    expect(dialog.getByRole('row', { name: 'State Paid In fulfilment' })).toBeInTheDocument();
    net.api.on('POST /admin/orders/order-0001/cancel', ORDER);
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel the order' }));
    await waitFor(() => expect(net.api.to('POST /admin/orders/order-0001/cancel')).toHaveLength(1));
    const [sent] = net.api.to('POST /admin/orders/order-0001/cancel');
    expect(sent?.headers.get('If-Match')).toBe('"4"');
    expect(sent?.body).toEqual({ reason: 'She called' });
  });
});

describe('what a refund comes to', () => {
  const choose = (choice: object) => planOf(PAYMENT, { ...NOTHING, ...choice });

  it('is the share of the units that are left, rounded down', () => {
    const odd = { ...PAYMENT, refundable_lines: [{ sku: 'A', ordered: 3, units: 3, amount: eur(1000) }] };
    expect(planOf(odd, { ...NOTHING, units: { A: 1 } }).total).toEqual(eur(333));
    expect(planOf(odd, { ...NOTHING, units: { A: 9 } }).total).toEqual(eur(1000));
  });

  it('names an amount of its own beside lines without amounts', () => {
    const plan = choose({ units: { 'TEA/2': 1 }, shipping: '4,90', more: '2' });
    expect(asked(plan, false, 'x')).toEqual({
      reason: 'x',
      restock: false,
      amount: eur(1190),
      lines: [{ sku: 'TEA/2', quantity: 1 }],
      shipping: eur(490),
    });
    expect(asked(choose({ more: '2' }), true, 'x')).toEqual({
      reason: 'x',
      restock: false,
      amount: eur(200),
    });
  });

  it.each([
    [{}, 'Choose what is refunded.'],
    [{ shipping: '5' }, 'At most €4.90 of the shipping can still be refunded.'],
    [{ more: '100' }, 'At most €43.90 can still be refunded.'],
    [{ more: '1' }, ''],
  ])('%j: %s', (choice, problem) => {
    expect(choose(choice).problem).toBe(problem);
  });
});

describe('the documents of an order', () => {
  const link = { url: '#fetched' };

  it('are fetched by a link that is made when it is asked for', async () => {
    net.api
      .on('GET /admin/orders/order-0001/documents/INV-2026-000001', link)
      .on('GET /admin/orders/order-0001/documents/delivery-note', link);
    await openOrder();
    const card = within(await screen.findByRole('region', { name: 'Documents' }));
    expect(await card.findByText('INV-2026-000001')).toBeInTheDocument();
    await userEvent.click(card.getByRole('button', { name: 'Download INV-2026-000001' }));
    await waitFor(() => expect(window.location.hash).toBe('#fetched'));
    await userEvent.click(card.getByRole('button', { name: 'Delivery note' }));
    await waitFor(() =>
      expect(net.api.to('GET /admin/orders/order-0001/documents/delivery-note')).toHaveLength(1),
    );
    await expectAccessible();
  });

  it('are a file for the network that businesses take invoices over', async () => {
    const path = 'GET /admin/orders/order-0001/documents/INV-2026-000001/peppol';
    net.api.on(path, { filename: 'INV-2026-000001.xml', xml: '<Invoice/>' });
    const saved = vi.fn(() => 'blob:saved');
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: saved, revokeObjectURL: vi.fn() }));
    await openOrder();
    await userEvent.click(await screen.findByRole('button', { name: 'INV-2026-000001 for Peppol' }));
    const dialog = within(screen.getByRole('dialog'));
    await userEvent.type(dialog.getByLabelText('The customer’s Peppol address'), '0088:7300010000001');
    await userEvent.click(dialog.getByRole('button', { name: 'Download XML' }));
    await waitFor(() => expect(saved).toHaveBeenCalledOnce());
    expect(net.api.to(path)[0]?.query.get('buyer')).toBe('0088:7300010000001');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('say what the settings lack while the invoice waits', async () => {
    await openOrder(ALL, paged(LETTER), {
      ...DOCUMENTS,
      items: [],
      waits_for: 'seller_incomplete',
      missing: ['street', 'vat_id'],
    });
    expect(await screen.findByText(/Missing: street, VAT ID/)).toBeInTheDocument();
  });
});
