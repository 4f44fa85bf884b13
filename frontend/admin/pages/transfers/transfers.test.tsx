import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { eur } from '../../../src/test/data';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import { WAITING_TRANSFER, GIVING_BACK, STATEMENT } from '../../test/transfers';
import { renderOffice } from '../../test/renderOffice';
import type { Permission } from '../../frame/me';

const net = fakeNetwork();
const FINANCE: Permission[] = ['orders.read', 'payments.read', 'payments.mark_received', 'payments.refund'];
const page = (item: unknown) => ({ items: [item], next_cursor: null });

describe('bank transfers', () => {
  it('are marked in part, and the rest stays due', async () => {
    net.api
      .on('GET /admin/backoffice/orders', page(WAITING_TRANSFER))
      .on('POST /admin/transfers', () => json({ due: eur(3390) }, 201));
    renderOffice(net.api, '/transfers', { permissions: FINANCE });
    await userEvent.click(await screen.findByRole('button', { name: /Money for S-1002/ }));
    const dialog = await screen.findByRole('dialog');
    const amount = within(dialog).getByLabelText(/Amount in EUR/);
    expect(amount).toHaveValue('33.90');
    await userEvent.clear(amount);
    await userEvent.type(amount, '10');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Mark received' }));
    await waitFor(() =>
      expect(net.api.to('POST /admin/transfers').map(({ body }) => body)).toMatchObject([
        { reference: 'S-1002', amount: { amount: 1000, currency: 'EUR' } },
      ]),
    );
    expect(net.api.to('GET /admin/backoffice/orders')[0]?.query.getAll('waiting')).toEqual(['transfer']);
    expect(await screen.findByText(/are still due/)).toBeInTheDocument();
  });

  it('are only seen by who may not mark them', async () => {
    net.api.on('GET /admin/backoffice/orders', page(WAITING_TRANSFER));
    renderOffice(net.api, '/transfers', { permissions: ['orders.read'] });
    expect(await screen.findByText('S-1002')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Money for/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Bank statement' })).not.toBeInTheDocument();
  });

  it('that were too much are noted as sent back, and refunds as sent', async () => {
    net.api
      .on('GET /admin/transfers', page(GIVING_BACK))
      .on('POST /admin/transfers/returns', {})
      .on('POST /admin/payments/payment-0002/refunds/r1/mark-sent', {});
    renderOffice(net.api, '/transfers/give-back', { permissions: FINANCE });
    expect(await screen.findByText('DE02 1203 0000 0000 2020 51')).toBeInTheDocument();
    for (const amount of ['€8.10', '€43.90']) {
      await userEvent.click(await screen.findByRole('button', { name: new RegExp(`${amount} for S-1002`) }));
      const dialog = await screen.findByRole('dialog');
      await userEvent.click(within(dialog).getByRole('button', { name: 'Mark sent back' }));
      await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    }
    expect(net.api.to('POST /admin/transfers/returns')[0]?.body).toEqual({
      payment_id: 'payment-0002',
      transfer_id: 't1',
    });
    expect(net.api.to('POST /admin/payments/payment-0002/refunds/r1/mark-sent')).toHaveLength(1);
  });

  it('of a statement are looked at, and then booked as chosen, with what staff say of the unknown', async () => {
    net.api.on('POST /admin/transfers/statements', ({ body }) => {
      const { book } = body as { book: { entry_id: string }[] };
      const booked = new Set(book.map(({ entry_id }) => entry_id));
      return json({
        ...STATEMENT,
        entries: STATEMENT.entries.map((one) =>
          booked.has(one.entry_id) ? { ...one, match: 'booked', bookable: false } : one,
        ),
      });
    });
    renderOffice(net.api, '/transfers/statement', { permissions: FINANCE });
    const file = new File(['<Document/>'], 'day.xml', { type: 'text/xml' });
    await userEvent.upload(await screen.findByLabelText(/The bank’s file/), file);
    expect(await screen.findByText('Too much')).toBeInTheDocument();
    expect(screen.getByText('€8.10 to give back')).toBeInTheDocument();
    expect(screen.getByText(/not the shop’s account/)).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText(/Reference of the order/), 'S-1003');
    await userEvent.click(screen.getByRole('button', { name: 'Book 2' }));
    await waitFor(() =>
      expect(net.api.to('POST /admin/transfers/statements').map(({ body }) => body)).toEqual([
        { format: 'camt053', content: '<Document/>', columns: null, book: [] },
        {
          format: 'camt053',
          content: '<Document/>',
          columns: null,
          book: [
            { entry_id: 'e1', reference: '' },
            { entry_id: 'e2', reference: 'S-1003' },
          ],
        },
      ]),
    );
    expect(await screen.findByText('2 entries booked')).toBeInTheDocument();
  });
});
