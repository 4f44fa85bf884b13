import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { SavedAddress } from '../../api/types';
import { cartWith, checkoutOptions, line, order, placed, quote } from '../../test/data';
import { fakeNetwork, json } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();

function saved(changes: Partial<SavedAddress> = {}): SavedAddress {
  return {
    ...{ id: 'a1', is_default: true, name: 'Amira Haddad', line1: 'Sonnenallee 12', line2: '' },
    ...{ city: 'Berlin', postal_code: '12047', region: '', country: 'DE', phone: '' },
    ...changes,
  };
}

function memberAt(path: string, ...addresses: SavedAddress[]) {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /me/cart', cartWith(line()))
    .on('GET /me/addresses', { items: addresses })
    .on('GET /me/checkout/options', checkoutOptions)
    .on('POST /me/checkout/quote', quote);
  renderShop(path, {
    status: 'signed-in',
    user: { id: 'u1', email: 'a@b.c', name: 'A', groups: [], closes_at: null },
  });
}

describe('the address book', () => {
  it('names its page, and writes an address without what it does not have', async () => {
    memberAt(
      '/account/addresses',
      saved({ city: 'Galway', postal_code: '', region: 'Co. Galway', country: 'IE' }),
    );
    expect(await screen.findByText('Sonnenallee 12, Galway, Co. Galway, Ireland')).toBeInTheDocument();
    await waitFor(() => expect(document.title).toMatch(/^Your addresses · /));
  });

  it('puts the focus on the first field that is wrong', async () => {
    memberAt('/account/addresses', saved());
    await userEvent.click(await screen.findByRole('button', { name: 'Add an address' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save the address' }));
    await waitFor(() => expect(screen.getByLabelText('Full name')).toHaveFocus());
    expect(net.api.to('POST /me/addresses')).toHaveLength(0);
  });
});

describe('an address that was saved under older rules', () => {
  const old = saved({ line1: 'Grafton Street 1', city: 'Dublin', postal_code: 'Dublin 4', country: 'IE' });

  it('is shown at the checkout with what is wrong, is mended there and ordered to', async () => {
    memberAt('/checkout', old);
    net.api.on('POST /me/checkout', () => json(placed('manual'), 201)).on('GET /me/orders/o1', order('PAID'));
    expect(await screen.findByText('This saved address needs a correction')).toBeInTheDocument();
    expect(screen.getByText('Eircode: A65 F4E2 is the form (Ireland).')).toBeInTheDocument();
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: /Order and pay €/ }));
    expect(net.api.to('POST /me/checkout')).toHaveLength(0);
    await user.click(screen.getByRole('button', { name: 'Correct it for this order' }));
    const code = screen.getByRole('textbox', { name: /Eircode/ });
    expect(code).toHaveValue('Dublin 4');
    expect(screen.getByLabelText('Street and number')).toHaveValue('Grafton Street 1');
    await user.clear(code);
    await user.type(code, 'd04 x2y3');
    await user.click(screen.getByRole('button', { name: /Order and pay €/ }));
    await waitFor(() => expect(net.api.to('POST /me/checkout')).toHaveLength(1));
    expect(net.api.to('POST /me/checkout')[0]?.body).toMatchObject({
      shipping_address: { line1: 'Grafton Street 1', postal_code: 'D04 X2Y3', country: 'IE' },
    });
  });

  it('does not hold up an order to another address', async () => {
    memberAt('/checkout', old, saved({ id: 'a2', is_default: false, name: 'Bo Lund' }));
    await userEvent.click(await screen.findByRole('radio', { name: /Bo Lund/ }));
    expect(screen.queryByText('This saved address needs a correction')).not.toBeInTheDocument();
    const group = within(screen.getByRole('group', { name: 'Your addresses' }));
    expect(group.getByText('Grafton Street 1, Dublin 4 Dublin, Ireland')).toBeInTheDocument();
  });
});
