import { useState } from 'react';
import { Link } from 'react-router';
import { findOrder } from '../api/orders';
import { usePage } from '../app/page';
import { TextField } from '../components/Field';
import { Blank } from '../components/Notice';
import { AuthCard } from './auth/AuthCard';
import { EmailField } from './auth/EmailField';

/** For guests: the number and the address have a link mailed. Whether there is such an order, only its mailbox learns. */
export default function FindOrder() {
  usePage('Find your order');
  const [sent, setSent] = useState('');
  if (sent) {
    return (
      <div className="page" role="status">
        <Blank alone icon="check" title="Look into your mailbox">
          <p className="muted">
            If an order has this number and goes with {sent}, a link to it is on its way to you. It works
            once, within an hour. Does none come within minutes, please look at the number once more.
          </p>
        </Blank>
      </div>
    );
  }
  return (
    <AuthCard
      title="Find your order"
      text="You ordered without an account? Tell us the number of the order and your e-mail address, and we send you a link to it."
      action="Send me a link"
      submit={async ({ order_number = '', email = '' }) => {
        await findOrder(order_number.trim(), email);
        setSent(email);
      }}
      fields={(errors) => (
        <>
          <TextField
            label="Order number"
            name="order_number"
            hint="It is in every letter about your order, and begins with SK-."
            required
            maxLength={40}
            error={errors.order_number}
          />
          <EmailField label="E-mail you ordered with" autoComplete="email" error={errors.email} />
        </>
      )}
      links={<Link to="/account/orders">I have an account</Link>}
    />
  );
}
