import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useImperativeHandle, type Ref } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { order, placed } from '../../test/data';
import { fakeNetwork } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';
import type { PayHandle } from './CardField';
import { PROVIDERS } from './providers';

const net = fakeNetwork();
const visited: string[] = [];

function Loft({ ref }: { ref: Ref<PayHandle> }) {
  useImperativeHandle(ref, () => ({
    check: () => true,
    pay: (address) => {
      visited.push(address);
      return new Promise(() => undefined); // the browser is on its way there
    },
  }));
  return <p>You pay at the loft.</p>;
}

beforeEach(() => {
  const payment = { id: 'pay1', provider: 'pigeon', status: 'pending' };
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', { items: [] })
    .on('GET /orders/o1', { ...order('AWAITING_PAYMENT'), payment })
    .on('GET /orders/o1/payment', {
      ...placed('stripe').payment,
      provider: 'pigeon',
      publishable_key: null,
      client_secret: 'https://loft.example/pay/1',
    });
  PROVIDERS.pigeon = {
    text: 'By pigeon',
    field: { Field: Loft, publishableKey: () => '', later: '', promise: 'Pigeons tell nobody.' },
  };
});

afterEach(() => {
  delete PROVIDERS.pigeon;
});

describe('a provider that is paid on pages of its own', () => {
  it('is one entry of the table: its field is given what the payment says', async () => {
    renderShop('/orders/o1/pay#key=k1');
    await userEvent.click(await screen.findByRole('button', { name: /^Pay / }));
    expect(visited).toEqual(['https://loft.example/pay/1']);
    expect(screen.getByText('You pay at the loft.')).toBeInTheDocument();
    expect(screen.getByText('Pigeons tell nobody.')).toBeInTheDocument();
  });
});
