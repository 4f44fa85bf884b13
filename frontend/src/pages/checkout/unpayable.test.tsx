import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { cartWith, checkoutOptions, eur, line, quote } from '../../test/data';
import { fakeNetwork } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const tooLittle = {
  payment_method: 'manual',
  reason: 'below_minimum' as const,
  message: '0.10 EUR are too little',
  minimum: eur(50),
};

function shop(unpayable: (typeof tooLittle)[]) {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cartWith(line()))
    .on('GET /checkout/options', checkoutOptions)
    .on('POST /checkout/quote', { ...quote, total: eur(10), due: eur(10), unpayable });
  renderShop('/checkout');
}

const inGermany = async () =>
  fireEvent.change(await screen.findByLabelText('Country'), { target: { value: 'DE' } });

describe('a sum that a way of paying does not take', () => {
  it('is said before the order, which cannot be placed', async () => {
    shop([tooLittle]);
    await inGermany();
    expect(await screen.findByText(/€0.50 is the least/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Order and pay €0.10' })).toBeDisabled();
  });

  it('says nothing of other ways than the one that is chosen', async () => {
    shop([{ ...tooLittle, payment_method: 'stripe' }]);
    await inGermany();
    expect(await screen.findByRole('button', { name: 'Order and pay €0.10' })).toBeEnabled();
    expect(screen.queryByText(/is the least/)).not.toBeInTheDocument();
  });
});
