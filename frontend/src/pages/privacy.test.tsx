import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { cartWith } from '../test/data';
import { fakeNetwork, json, problem } from '../test/fakeApi';
import { renderShop } from '../test/renderShop';

const net = fakeNetwork();

describe('a guest who wants to be forgotten', () => {
  beforeEach(() => {
    net.api
      .on('GET /categories', { items: [] })
      .on('GET /cart', cartWith())
      .on('POST /privacy/requests', () => json(null, 202))
      .on('POST /privacy/requests/confirm', () => json(null, 202));
  });

  it('asks with the address, and learns nothing of who ordered', async () => {
    renderShop('/privacy');
    await userEvent.type(await screen.findByLabelText(/E-mail/), 'ada@example.com');
    await userEvent.click(screen.getByRole('button', { name: 'Send the link' }));
    await screen.findByText(/If somebody ordered with this address/);
    expect(net.api.to('POST /privacy/requests')[0]?.body).toEqual({ email: 'ada@example.com' });
  });

  it('confirms with what the link carries, and not by opening it', async () => {
    renderShop('/privacy#token=a-b_c');
    const confirm = await screen.findByRole('button', { name: 'Forget me' });
    expect(net.api.to('POST /privacy/requests/confirm')).toHaveLength(0);
    await userEvent.click(confirm);
    await screen.findByText(/A last letter/);
    expect(net.api.to('POST /privacy/requests/confirm')[0]?.body).toEqual({ token: 'a-b_c', wish: 'erase' });
  });

  it('is told that a link is good once', async () => {
    net.api.on('POST /privacy/requests/confirm', () => problem(400, 'code_rejected'));
    renderShop('/privacy#token=used');
    await userEvent.click(await screen.findByRole('button', { name: 'Forget me' }));
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('This link is no longer good'));
  });
});
