import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import { GIFT_CARD, GIFT_CARD_MOVEMENT } from '../../test/giftCards';
import { renderOffice } from '../../test/renderOffice';
import type { Permission } from '../../frame/me';

const net = fakeNetwork();
const FINANCE: Permission[] = ['payments.read', 'payments.refund'];
const page = (item: unknown) => ({ items: [item], next_cursor: null });

function withCard() {
  net.api
    .on('GET /admin/gift-cards', page(GIFT_CARD))
    .on('GET /admin/gift-cards/card-1', GIFT_CARD)
    .on('GET /admin/gift-cards/card-1/movements', page(GIFT_CARD_MOVEMENT));
}

const act = async (name: string) => {
  await userEvent.click(await screen.findByRole('button', { name: 'Change' }));
  await userEvent.click(await screen.findByRole('menuitem', { name }));
  return screen.findByRole('dialog');
};

describe('gift cards', () => {
  it('are issued, with a letter where there is an address', async () => {
    withCard();
    net.api.on('POST /admin/gift-cards', () => json(GIFT_CARD, 201));
    renderOffice(net.api, '/prices/gift-cards', { permissions: FINANCE });
    await userEvent.click(await screen.findByRole('button', { name: 'Issue a gift card' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByLabelText(/Amount in EUR/), '50');
    await userEvent.type(within(dialog).getByLabelText(/^Why/), 'a complaint');
    await userEvent.type(within(dialog).getByLabelText(/E-mail/), 'bea@example.com');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Issue a gift card' }));
    await waitFor(() => expect(net.api.to('POST /admin/gift-cards')).toHaveLength(1));
    expect(net.api.to('POST /admin/gift-cards')[0]?.body).toMatchObject({
      amount: { amount: 5000, currency: 'EUR' },
      reason: 'a complaint',
      letter: { email: 'bea@example.com' },
      expires_on: null,
    });
  });

  it('are corrected downwards as they were seen', async () => {
    withCard();
    net.api.on('POST /admin/gift-cards/card-1/corrections', () => json(GIFT_CARD, 201));
    renderOffice(net.api, '/prices/gift-cards/card-1', { permissions: FINANCE });
    const dialog = await act('Correct the balance');
    await userEvent.type(within(dialog).getByLabelText(/Amount in EUR/), '-7');
    await userEvent.type(within(dialog).getByLabelText(/^Why/), 'typed wrongly');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Correct the balance' }));
    await waitFor(() => expect(net.api.to('POST /admin/gift-cards/card-1/corrections')).toHaveLength(1));
    expect(net.api.to('POST /admin/gift-cards/card-1/corrections')[0]?.body).toEqual({
      amount: { amount: -700, currency: 'EUR' },
      reason: 'typed wrongly',
    });
  });

  it('show their code to who asks for it, after saying what it means', async () => {
    withCard();
    net.api.on('POST /admin/gift-cards/card-1/code', { code: '7Q2M-9XK4-TD0A-VB3C' });
    renderOffice(net.api, '/prices/gift-cards/card-1', { permissions: FINANCE });
    const dialog = await act('Show the code');
    expect(within(dialog).getByText('Who has the code has the money.')).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Show the code' }));
    expect(await screen.findByText('7Q2M-9XK4-TD0A-VB3C')).toBeInTheDocument();
  });

  it('are only looked at by who may not change them', async () => {
    withCard();
    renderOffice(net.api, '/prices/gift-cards/card-1', { permissions: ['payments.read'] });
    expect(await screen.findByText('Held')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Change' })).not.toBeInTheDocument();
  });
});
