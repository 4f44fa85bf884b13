import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { eur } from '../../test/data';
import { fakeNetwork } from '../../test/fakeApi';
import { TransferDetails } from './TransferDetails';

const net = fakeNetwork();
const TRANSFER = {
  account: [
    { label: 'Account holder', value: 'Souk Ltd' },
    { label: 'IBAN', value: 'DE36 0000 0000 0000 0000 00' },
  ],
  amount: eur(19190),
  received: eur(0),
  reference: 'SK-7Q2M9-XK4TD',
  until: '2026-12-01T09:48:00Z',
};

function show(transfer: typeof TRANSFER & { code?: object }, orderId: string) {
  net.api.on(`GET /orders/${orderId}/payment`, { payment_id: 'p1', provider: 'manual', transfer });
  render(<TransferDetails at={{ orderId, key: 'k1' }} />);
}

describe('what to write on a bank transfer', () => {
  it('is copied as the bank’s form takes it', async () => {
    const user = userEvent.setup();
    show(TRANSFER, 'o1');
    expect(await screen.findByText('DE36 0000 0000 0000 0000 00')).toBeInTheDocument();
    for (const [label, text] of [
      ['Copy: IBAN', 'DE36000000000000000000'],
      ['Copy: Amount', '191.90'],
      ['Copy: Reference', 'SK-7Q2M9-XK4TD'],
    ] as const) {
      await user.click(screen.getByRole('button', { name: label }));
      expect(await navigator.clipboard.readText()).toBe(text);
    }
    expect(screen.getAllByText('Copied')).toHaveLength(3);
    expect(screen.queryByText(/has come already/)).not.toBeInTheDocument();
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
  });

  it('is a code that the bank’s app reads where there is one', async () => {
    show({ ...TRANSFER, code: { size: 41, path: 'M0 0h7v1h-7z' } }, 'o3');
    const code = await screen.findByRole('img', { name: 'QR code with the same details' });
    expect(code).toHaveAttribute('viewBox', '-4 -4 49 49');
    expect(screen.getByText(/can scan this code/)).toBeInTheDocument();
  });

  it('says what has come already where only the rest is due', async () => {
    show({ ...TRANSFER, received: eur(10000) }, 'o2');
    expect(await screen.findByText(/has come already/)).toHaveTextContent('€100.00');
  });
});
