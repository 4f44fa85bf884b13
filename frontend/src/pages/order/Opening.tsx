import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { openByLink } from '../../api/orders';
import { isProblem } from '../../api/problem';
import { randomId } from '../../lib/ids';
import { AuthCard } from '../auth/AuthCard';
import NewLink from './NewLink';

/**
 * Uses a link that works once. Only when it is asked to: what looks through mail before people do opens pages, and runs
 * their scripts.
 */
export default function Opening({ code, opened }: { code: string; opened: (key: string | null) => void }) {
  const { orderId = '' } = useParams();
  const [request] = useState(randomId);
  const [over, setOver] = useState(false);
  if (over) return <NewLink orderId={orderId} ended />;
  return (
    <AuthCard
      title="Your order"
      text="Your link opens the order in this window, until you close it. It works once."
      action="Open my order"
      submit={async () => {
        try {
          opened(await openByLink(orderId, code, request));
        } catch (reason) {
          if (!isProblem(reason, 'order_key_expired')) throw reason;
          setOver(true);
        }
      }}
      fields={() => null}
      links={<Link to="/find-order">Find an order</Link>}
    />
  );
}
