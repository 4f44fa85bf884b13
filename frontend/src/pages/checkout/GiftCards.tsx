import { useState } from 'react';
import { balanceOfGiftCard, ownStoreCredit } from '../../api/giftCards';
import { announce } from '../../app/announce';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { messageOf } from '../../components/Notice';
import { currencyHere } from '../../lib/chosenMarket';
import { formatMoney } from '../../lib/money';
import { useLoad } from '../../lib/useLoad';

/** As many as a checkout takes. */
const MOST = 5;

interface Props {
  own: boolean;
  codes: string[];
  take: (codes: string[]) => void;
  storeCredit: boolean;
  spendStoreCredit: (use: boolean) => void;
}

/** Gift cards by their codes, and the store credit of who is signed in: what they pay is in the sums below. */
export function GiftCards({ own, codes, take, storeCredit, spendStoreCredit }: Props) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState('');
  const [asking, setAsking] = useState(false);
  const currency = currencyHere();
  const [open, setOpen] = useState(codes.length > 0 || storeCredit);
  // Asked for once somebody looks.
  const credit = useLoad(own && open ? `me:store-credit:${currency}` : null, (signal) =>
    ownStoreCredit(currency, signal),
  ).data;

  async function add() {
    const code = typed.trim();
    if (!code) return;
    setAsking(true);
    setWrong('');
    try {
      const card = await balanceOfGiftCard(code);
      if (card.state !== 'active' || card.balance.amount === 0)
        setWrong('Nothing can be paid with this gift card');
      else {
        take([...codes.filter((known) => known !== code), code]);
        setTyped('');
        announce(`Gift card with ${formatMoney(card.balance)} added`);
      }
    } catch (error) {
      setWrong(messageOf(error));
    }
    setAsking(false);
  }

  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Gift card or store credit</summary>
      {credit && credit.balance.amount > 0 && (
        <label>
          <input
            type="checkbox"
            checked={storeCredit}
            onChange={(event) => spendStoreCredit(event.target.checked)}
          />{' '}
          Use my store credit ({formatMoney(credit.balance)})
        </label>
      )}
      {codes.length > 0 && (
        <ul>
          {codes.map((code) => (
            <li key={code}>
              Gift card … {code.slice(-4)}{' '}
              <Button
                look="plain"
                aria-label={`Take out gift card ${code.slice(-4)}`}
                onClick={() => take(codes.filter((known) => known !== code))}
              >
                Take out
              </Button>
            </li>
          ))}
        </ul>
      )}
      {codes.length < MOST && (
        <>
          <TextField
            label="Code of a gift card"
            unmarked
            autoComplete="off"
            value={typed}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              // It stands in the form that orders.
              event.preventDefault();
              void add();
            }}
            error={wrong}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button look="plain" busy={asking} onClick={() => void add()}>
            Add gift card
          </Button>
        </>
      )}
    </details>
  );
}
