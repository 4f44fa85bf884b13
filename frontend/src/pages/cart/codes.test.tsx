import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { whyNot } from '../../lib/codes';
import { cartWith, line } from '../../test/data';
import { fakeNetwork, problem } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const filled = cartWith(line({ sku: 'a', title: 'Mug' }));
const given = (applied: boolean, reason = '') => ({
  ...filled,
  version: filled.version + 1,
  codes: [{ code: 'SPRING', promotion_id: 'spring', applied, reason }],
});

function shop(cart: object = filled) {
  net.api.on('GET /categories', { items: [] }).on('GET /cart', cart);
}

describe('codes in the cart', () => {
  it('sends a code as it was typed, and shows it', async () => {
    shop();
    net.api.on('POST /cart/codes', given(true));
    renderShop('/cart');
    await userEvent.type(await screen.findByLabelText(/Discount code/), ' spring {Enter}');
    expect(net.api.to('POST /cart/codes')[0]?.body).toEqual({ code: 'spring' });
    expect(await screen.findByText('SPRING')).toBeInTheDocument();
    expect(screen.getByText('The code is in your cart.')).toBeInTheDocument();
    expect(screen.getByLabelText(/Discount code/)).toHaveValue('');
  });

  it('says why a code is not taken, and keeps what was typed', async () => {
    shop();
    net.api.on('POST /cart/codes', () => problem(409, 'code_refused', { detail: 'This code has expired.' }));
    renderShop('/cart');
    const field = await screen.findByLabelText(/Discount code/);
    await userEvent.type(field, 'OLD');
    await userEvent.click(screen.getByRole('button', { name: 'Apply' }));
    expect(await screen.findByText(/This code has expired/)).toBeInTheDocument();
    expect(field).toHaveValue('OLD');
    expect(field).toBeInvalid();
  });

  it('says why a code takes nothing off, and takes it out', async () => {
    shop(given(false, 'minimum_value'));
    net.api.on('DELETE /cart/codes/SPRING', { ...filled, version: filled.version + 2 });
    renderShop('/cart');
    expect(await screen.findByText(/not worth enough/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Take out the code SPRING' }));
    expect(net.api.to('DELETE /cart/codes/SPRING')).toHaveLength(1);
    expect(await screen.findByText('The code SPRING is out of your cart.')).toBeInTheDocument();
    expect(screen.queryByRole('list', { name: 'Codes in your cart' })).not.toBeInTheDocument();
  });

  it('says nothing of a code that takes something off', () => {
    expect(whyNot({ code: 'A', promotion_id: 'a', applied: true, reason: 'better' })).toBe('');
    expect(whyNot({ code: 'A', promotion_id: 'a', applied: false, reason: 'a later one' })).toBe('');
  });
});
