import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { MARKETING } from '../../lib/marketing';
import { cartWith } from '../../test/data';
import { fakeNetwork, json } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();

async function signUp({ agrees }: { agrees: boolean }): Promise<unknown> {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cartWith())
    .on('POST /auth/sign-up', () => json(null, 202))
    .on('POST /auth/confirm', () => json(null, 204));
  renderShop('/sign-up');
  await userEvent.type(await screen.findByLabelText('Name'), 'Amira');
  await userEvent.type(screen.getByRole('textbox', { name: 'E-mail' }), 'amira@shop.example');
  await userEvent.type(screen.getByLabelText('Password'), 'four words make one');
  const box = screen.getByRole('checkbox', { name: MARKETING.text });
  expect(box).not.toBeChecked();
  if (agrees) await userEvent.click(box);
  await userEvent.click(screen.getByRole('button', { name: 'Make the account' }));
  await userEvent.type(await screen.findByLabelText('Code'), '123456');
  await userEvent.click(screen.getByRole('button', { name: 'Confirm' }));
  const [confirmed] = net.api.to('POST /auth/confirm');
  return (confirmed?.body as { consents: unknown }).consents;
}

describe('letters with offers, when signing up', () => {
  it('are not agreed to by whoever does not say so', async () => {
    expect(await signUp({ agrees: false })).toEqual([]);
  });

  it('are agreed to in the words that were shown, together with the code', async () => {
    expect(await signUp({ agrees: true })).toEqual([{ kind: 'marketing', version: MARKETING.version }]);
  });
});
