import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { config } from '../../lib/config';
import { INCOMPLETE, NOT_LOADED, problemOf, type PayProblem } from '../../lib/payProblem';
import {
  loadStripe,
  payByCard,
  type CardChange,
  type PaymentResult,
  type StripeApi,
  type StripeElement,
} from '../../lib/stripe';
import styles from '../Checkout.module.css';

export interface PayHandle {
  /** Whether a card was typed in whole. If not, the field says what is missing and takes the focus. */
  check: () => boolean;
  /** Confirms the payment with the card that was typed in; opens the bank's own check where it asks for one. */
  pay: (clientSecret: string, billing: object) => Promise<PaymentResult>;
}

interface Props {
  publishableKey: string;
  ref: Ref<PayHandle>;
}

function look(): object {
  const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const base = { color: token('--ink'), fontFamily: 'Figtree, system-ui, sans-serif', fontSize: '17px' };
  return {
    hidePostalCode: true,
    style: {
      base: { ...base, '::placeholder': { color: token('--muted') } },
      invalid: { color: token('--danger') },
    },
  };
}

/** Stripe's own card field: the numbers go from it to Stripe and never through the shop. */
export function CardField({ publishableKey, ref }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const ready = useRef<{ stripe: StripeApi; card: StripeElement } | null>(null);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [turn, setTurn] = useState(0);
  const typed = useRef<CardChange>({});
  const [missing, setMissing] = useState<PayProblem | null>(null);

  useEffect(() => {
    let left = false;
    let card: StripeElement | undefined;
    loadStripe(config().stripeJsUrl, publishableKey).then(
      (stripe) => {
        if (left || !place.current) return;
        card = stripe.elements().create('card', look());
        typed.current = {};
        card.on('change', (change = {}) => {
          typed.current = change;
          if (change.complete) setMissing(null);
        });
        card.mount(place.current);
        ready.current = { stripe, card };
        setState('ready');
      },
      () => {
        if (!left) setState('failed');
      },
    );
    return () => {
      left = true;
      ready.current = null;
      card?.destroy();
    };
  }, [publishableKey, turn]);

  useImperativeHandle(ref, () => ({
    check: () => {
      if (ready.current && typed.current.complete) return true;
      const { error } = typed.current;
      setMissing(ready.current ? (error ? problemOf(error) : INCOMPLETE) : NOT_LOADED);
      ready.current?.card.focus?.();
      return false;
    },
    pay: async (clientSecret, billing) =>
      ready.current
        ? payByCard(ready.current.stripe, ready.current.card, clientSecret, billing)
        : { outcome: 'failed', problem: NOT_LOADED },
  }));

  return (
    <div className="stack">
      <div
        ref={place}
        className={styles.card}
        role="group"
        aria-label="Card details"
        aria-busy={state === 'loading'}
      />
      {missing && (
        <Notice tone="bad" title={missing.title}>
          <p>{missing.text}</p>
        </Notice>
      )}
      {state === 'failed' && (
        <Notice tone="bad" title="The card form did not load">
          <p>An ad blocker or the network may be in its way.</p>
          <Button
            look="plain"
            onClick={() => {
              setState('loading');
              setTurn(turn + 1);
            }}
          >
            Load it again
          </Button>
        </Notice>
      )}
    </div>
  );
}
