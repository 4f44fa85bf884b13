import { useId, useState, type ChangeEvent } from 'react';
import { messageOf } from '../components/Notice';
import { config } from '../lib/config';
import { market, type Market } from '../lib/chosenMarket';
import { shopIn } from '../state/cart';

/** Where the shopper shops: prices, cart and checkout follow. */
export function MarketChoice({ markets }: { markets: readonly Market[] }) {
  const id = useId();
  const [wrong, setWrong] = useState('');

  async function choose(event: ChangeEvent<HTMLSelectElement>) {
    setWrong('');
    try {
      await shopIn(markets.find((each) => each.id === event.target.value) ?? null);
      location.reload();
    } catch (error) {
      setWrong(messageOf(error));
    }
  }

  return (
    <p>
      <label htmlFor={id}>Country and currency</label>{' '}
      <select id={id} value={market()?.id ?? ''} onChange={(event) => void choose(event)}>
        <option value="">Our shop ({config().currency})</option>
        {markets.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name} ({each.currency})
          </option>
        ))}
      </select>
      {wrong && <span role="alert"> {wrong}</span>}
    </p>
  );
}
