import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { cartWith, checkoutOptions, eur, line, order, placed, quote } from '../../test/data';
import { fakeNetwork, json, problem } from '../../test/fakeApi';
import { quotedAt } from '../../test/quoted';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const CODE = '7Q2M-9XK4-TD0A-VB3C';
const CARD = { balance: eur(1000), last_four: 'VB3C', state: 'active', expires_on: null };

function shop() {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cartWith(line()))
    .on('GET /checkout/options', checkoutOptions)
    .on('POST /checkout/quote', ({ body }) => {
      const paying = ((body as { gift_cards?: string[] }).gift_cards ?? []).length > 0;
      const credits = [{ kind: 'gift_card', last_four: 'VB3C', amount: eur(1000), left: eur(0) }];
      return json(paying ? { ...quote, credits, due: eur(2890) } : quote);
    })
    .on('GET /orders/o1', order('AWAITING_PAYMENT'))
    .on('GET /orders/o1/payment', placed('manual').payment ?? {});
  renderShop('/checkout');
}

async function typed(code: string) {
  await screen.findByLabelText('E-mail');
  const user = userEvent.setup();
  fireEvent.change(screen.getByLabelText('Country'), { target: { value: 'DE' } });
  await user.click(await screen.findByText('Gift card or store credit'));
  await user.type(await screen.findByLabelText(/Code of a gift card/), code);
  await user.click(screen.getByRole('button', { name: 'Add gift card' }));
  return user;
}

describe('a gift card at checkout', () => {
  it('pays what it can, and the rest is ordered and paid', async () => {
    shop();
    net.api.on('POST /gift-cards/balance', CARD).on('POST /checkout', () => json(placed('manual'), 201));
    const user = await typed(CODE);
    expect(await screen.findByText('Left to pay')).toBeInTheDocument();
    const fields = { 'E-mail': 'a@example.com', 'Full name': 'Ada', 'Street and number': 'Way 1' };
    for (const [label, value] of Object.entries({
      ...fields,
      'Postal code': '12047',
      'Town or city': 'Berlin',
    }))
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    await quotedAt(net.api, '12047');
    await user.click(await screen.findByRole('button', { name: 'Order and pay €28.90' }));
    await waitFor(() => expect(net.api.to('POST /checkout')).toHaveLength(1));
    expect(net.api.to('POST /checkout')[0]?.body).toMatchObject({
      gift_cards: [CODE],
      expected_total: eur(3890),
      expected_due: eur(2890),
    });
  });

  it('leaves as much as the way of paying takes, which the quote is asked for', async () => {
    shop();
    net.api.on('POST /gift-cards/balance', CARD);
    await typed(CODE);
    await screen.findByText('Left to pay');
    const asked = net.api.to('POST /checkout/quote').map(({ body }) => body as { payment_method?: string });
    expect(asked.at(-1)?.payment_method).toBe('manual');
    expect(asked[0]?.payment_method).toBeUndefined();
  });

  it('is taken out again', async () => {
    shop();
    net.api.on('POST /gift-cards/balance', CARD);
    const user = await typed(CODE);
    await user.click(await screen.findByRole('button', { name: 'Take out gift card VB3C' }));
    expect(await screen.findByRole('button', { name: 'Order and pay €38.90' })).toBeInTheDocument();
  });

  it('that there is not, or that is empty, is said so beside its field', async () => {
    shop();
    net.api.on('POST /gift-cards/balance', () =>
      problem(404, 'not_found', { detail: 'there is no gift card with this code' }),
    );
    await typed('0000');
    expect(await screen.findByText(/no gift card with this code/)).toBeInTheDocument();
    net.api.on('POST /gift-cards/balance', { ...CARD, state: 'blocked' });
    await userEvent.click(screen.getByRole('button', { name: 'Add gift card' }));
    expect(await screen.findByText('Nothing can be paid with this gift card')).toBeInTheDocument();
  });
});
