import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { mailNewLink } from '../../api/orders';
import { Blank } from '../../components/Notice';
import { AuthCard } from '../auth/AuthCard';
import { EmailField } from '../auth/EmailField';

/** Has a new link to an order mailed. Whether the address was the order's, the shop tells nobody but its mailbox. */
export default function NewLink({ orderId, ended }: { orderId: string; ended: boolean }) {
  const [sent, setSent] = useState('');
  const { pathname } = useLocation();
  if (sent) {
    return (
      <div className="page" role="status">
        <Blank alone icon="check" title="Look into your mailbox">
          <p className="muted">
            If this order goes with {sent}, a new link is on its way to you. It works once, within an hour.
          </p>
        </Blank>
      </div>
    );
  }
  return (
    <AuthCard
      title={ended ? 'This link has ended' : 'A new link to your order'}
      text="Tell us the e-mail address you ordered with, and we send you a new link."
      action="Send me a new link"
      submit={async ({ email = '' }) => {
        await mailNewLink(orderId, email);
        setSent(email);
      }}
      fields={(errors) => <EmailField autoComplete="email" error={errors.email} />}
      links={<Link to={`/sign-in?next=${encodeURIComponent(pathname)}`}>I have an account</Link>}
    />
  );
}
