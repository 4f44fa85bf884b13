import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { checkoutOptions, eur, way } from '../../test/data';
import { DeliveryStep } from './DeliveryStep';

const quiet = () => undefined;

function offered(changes: Parameters<typeof way>[0]) {
  const methods = [way(changes)];
  const data = { ...checkoutOptions, shipping_methods: methods } as never;
  render(
    <DeliveryStep
      {...{ country: 'DE', postalCode: '', point: null, pointsRefused: 0, pointError: undefined, methods }}
      options={{ data, error: undefined, loading: false, reload: quiet }}
      chosen="standard"
      choose={quiet}
      choosePoint={quiet}
    />,
  );
  return screen.getByRole('radio').closest('label');
}

describe('a way of delivery', () => {
  it('says between which days it arrives, instead of how long it takes', () => {
    const arrives = { earliest: '2026-12-02', latest: '2026-12-04' };
    const shown = offered({ arrives });
    expect(shown).toHaveTextContent('Arrives Wed, Dec 2 – Fri, Dec 4');
    expect(shown).not.toHaveTextContent('working days');
  });

  it('says one day once', () => {
    expect(offered({ arrives: { earliest: '2026-12-02', latest: '2026-12-02' } })).toHaveTextContent(
      /Arrives Wed, Dec 2(?! –)/,
    );
  });

  it('says how long it takes where no day is promised', () => {
    expect(offered({})).toHaveTextContent('2–3 working days');
  });

  it('names what is added to its price', () => {
    const shown = offered({ price: eur(2990), surcharges: [{ name: 'Bulky goods', price: eur(2500) }] });
    expect(shown).toHaveTextContent('Bulky goods: €25.00');
    expect(shown).toHaveTextContent('€29.90');
  });

  it('says from when on it is free', () => {
    expect(offered({ free_from: eur(5000) })).toHaveTextContent('Free from €50.00 on');
  });

  it('says why it costs nothing', () => {
    expect(offered({ price: eur(0), free: true, free_from: eur(5000) })).toHaveTextContent(
      'Free, as from €50.00 on',
    );
  });
});
