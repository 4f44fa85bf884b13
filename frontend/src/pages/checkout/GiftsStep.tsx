import type { OrderWish } from '../../api/orders';
import type { Quote } from '../../api/types';
import { AreaField, CheckField, TextField } from '../../components/Field';
import { isEmail, type FieldErrors } from '../../lib/address';
import { formatMoney } from '../../lib/money';

type Gift = NonNullable<OrderWish['gifts']>[number];
/** What was typed of the gift cards, by SKU and the number of the card; of a card that is missing nothing was. */
export type Gifts = Record<string, Omit<Gift, 'sku'>>;

const today = (): string => new Date().toISOString().slice(0, 10);
const EMPTY = { email: '', send_on: '', name: '', sender: '', message: '' };

interface Card {
  id: string;
  sku: string;
  label: string;
}

export function cardsIn(lines: Quote['lines']): Card[] {
  return lines
    .filter((line) => line.gift_card)
    .flatMap(({ sku, title, quantity, unit_price }) =>
      Array.from({ length: quantity }, (_, place) => ({
        id: `gift-${sku}-${String(place)}`,
        sku,
        label: `${title}, ${formatMoney(unit_price)}${quantity > 1 ? ` (${String(place + 1)})` : ''}`,
      })),
    );
}

/** Those that are for somebody else than the buyer. */
export const givenIn = (cards: Card[], gifts: Gifts): Gift[] =>
  cards.flatMap(({ id, sku }) => {
    const gift = gifts[id];
    return gift ? [{ ...gift, sku, email: gift.email.trim(), send_on: gift.send_on || today() }] : [];
  });

export const giftErrors = (cards: Card[], gifts: Gifts): FieldErrors =>
  Object.fromEntries(
    cards.flatMap(({ id }): [string, string][] => {
      const gift = gifts[id];
      return gift && !isEmail(gift.email.trim())
        ? [[`${id}-email`, 'Enter an e-mail address like name@example.com']]
        : [];
    }),
  );

const without = (gifts: Gifts, id: string): Gifts =>
  Object.fromEntries(Object.entries(gifts).filter(([other]) => other !== id));

interface Props {
  cards: Card[];
  gifts: Gifts;
  errors: FieldErrors;
  change: (gifts: Gifts) => void;
}

/** Whom each gift card in the cart is for, and when its letter goes. */
export function GiftsStep({ cards, gifts, errors, change }: Props) {
  return (
    <section aria-labelledby="gifts" className="stack">
      <h2 id="gifts">Gift cards</h2>
      {cards.map(({ id, label }) => {
        const gift = gifts[id];
        const set = (changes: Partial<Omit<Gift, 'sku'>>) =>
          change({ ...gifts, [id]: { ...EMPTY, ...gift, ...changes } });
        return (
          <fieldset key={id} className="stack">
            <legend>{label}</legend>
            <CheckField
              label="It is for somebody else"
              checked={gift !== undefined}
              onChange={(event) =>
                change(event.target.checked ? { ...gifts, [id]: EMPTY } : without(gifts, id))
              }
            />
            {gift ? (
              <>
                <TextField
                  label="Their e-mail"
                  type="email"
                  required
                  value={gift.email}
                  error={errors[`${id}-email`]}
                  onChange={(event) => set({ email: event.target.value })}
                />
                <TextField
                  label="Their name"
                  maxLength={120}
                  value={gift.name}
                  onChange={(event) => set({ name: event.target.value })}
                />
                <TextField
                  label="From"
                  maxLength={60}
                  value={gift.sender}
                  onChange={(event) => set({ sender: event.target.value })}
                />
                <AreaField
                  label="Message"
                  maxLength={500}
                  value={gift.message}
                  onChange={(event) => set({ message: event.target.value })}
                />
                <TextField
                  label="Send it on"
                  type="date"
                  hint="Without a day, as soon as it is paid"
                  min={today()}
                  value={gift.send_on}
                  onChange={(event) => set({ send_on: event.target.value })}
                />
              </>
            ) : (
              <p className="muted small">We send it to you as soon as the order is paid.</p>
            )}
          </fieldset>
        );
      })}
    </section>
  );
}
