import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import type { VatNumber } from '../../api/orders';
import { fakeNetwork, problem } from '../../test/fakeApi';
import { BusinessStep } from './BusinessStep';

const net = fakeNetwork();
const KNOWN = { number: 'FR40303265045', confirmed: true, seal: 'sealed' };

/** The step as the checkout holds it. */
function Held({ error }: { error?: string }) {
  const [known, take] = useState<VatNumber | null>(null);
  return (
    <>
      <BusinessStep own={false} known={known} error={error} take={take} />
      <output>{known?.seal ?? 'none'}</output>
    </>
  );
}

async function check(number: string) {
  render(<Held />);
  await userEvent.click(screen.getByText('Ordering as a business in the European Union?'));
  await userEvent.type(screen.getByLabelText(/VAT number/), number);
  await userEvent.click(screen.getByRole('button', { name: 'Check the number' }));
}

describe('a VAT number at the checkout', () => {
  it('is looked up before it counts, and can be left out again', async () => {
    net.api.on('POST /checkout/vat-number', KNOWN);
    await check('fr 40 303 265 045');
    expect(
      await screen.findByText(/confirmed. In another country .* you owe the tax yourself/),
    ).toBeInTheDocument();
    expect(net.api.to('POST /checkout/vat-number')[0]?.body).toEqual({ vat_number: 'fr 40 303 265 045' });
    expect(screen.getByText('sealed')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Order without it' }));
    expect(screen.getByText('none')).toBeInTheDocument();
    expect(screen.getByLabelText(/VAT number/)).toBeInTheDocument();
  });

  it('that the register does not answer for is kept, and tax is charged', async () => {
    net.api.on('POST /checkout/vat-number', { ...KNOWN, confirmed: false });
    await check('FR40303265045');
    expect(await screen.findByText(/does not answer at the moment. Tax is charged/)).toBeInTheDocument();
    expect(screen.getByText('sealed')).toBeInTheDocument();
  });

  it('that is none is told of at its field, and what was typed is kept', async () => {
    net.api.on('POST /checkout/vat-number', () =>
      problem(422, 'invalid_input', { errors: [{ field: 'vat_number', message: 'is not registered' }] }),
    );
    await check('FR1');
    const field = screen.getByLabelText(/VAT number/);
    await waitFor(() => expect(field).toHaveAccessibleDescription(/is not registered/));
    expect(field).toHaveValue('FR1');
    expect(screen.getByText('none')).toBeInTheDocument();
  });

  it('that could not be asked for says so, with the reference', async () => {
    net.api.on('POST /checkout/vat-number', () => problem(503, 'unavailable'));
    await check('FR40303265045');
    expect(await screen.findByText('The number could not be checked')).toBeInTheDocument();
    expect(screen.getByText(/ref-1/)).toBeInTheDocument();
  });

  it('that the order was refused for is in sight', () => {
    render(<Held error="look the number up again" />);
    expect(screen.getByLabelText(/VAT number/)).toHaveAccessibleDescription(/look the number up again/);
    expect(screen.getByRole('group')).toHaveAttribute('open');
  });
});
