import { Fragment, useRef, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { randomId } from '../../../src/lib/ids';
import { errorText } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { ProblemForm, type FormValues } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import ui from '../../ui/ui.module.css';

/** So many are named; of more the number is told. */
const NAMED = 12;

interface Chosen {
  id: string;
  number: string;
}

interface Refused<T> {
  row: T;
  error: unknown;
}

/** Does it to one after another, and gives back those that it was refused for: one refusal stops no other. */
async function toEach<T>(rows: T[], act: (row: T) => Promise<unknown>): Promise<Refused<T>[]> {
  const refused: Refused<T>[] = [];
  for (const row of rows) {
    try {
      await act(row);
    } catch (error) {
      refused.push({ row, error });
    }
  }
  return refused;
}

interface Props<T> {
  orders: T[];
  after: () => Promise<unknown>;
  onClose: () => void;
}

export function CancelMany({ orders, after, onClose }: Props<Chosen>) {
  const t = useText();
  return (
    <Many
      danger
      orders={orders}
      after={after}
      onClose={onClose}
      title={t('orders.cancelManyTitle', { count: orders.length })}
      consequences={[t('orders.cancelManyMoney'), t('orders.cancelManyStock'), t('orders.cancelManyLetter')]}
      action={t('orders.cancelMany')}
      done={(count) => t('orders.cancelManyAsked', { count })}
      act={({ id }, reason, key) =>
        answer(
          api().POST('/admin/orders/{order_id}/cancel', {
            params: { path: { order_id: id }, header: { 'Idempotency-Key': `${key}-${id}` } },
            body: { reason },
          }),
        )
      }
    />
  );
}

/** Each is sent the version that was looked at: what changed since is looked at again. */
export function ReviewMany({ orders, after, onClose }: Props<Chosen & { version: number }>) {
  const t = useText();
  return (
    <Many
      orders={orders}
      after={after}
      onClose={onClose}
      title={t('orders.reviewTitle', { count: orders.length })}
      consequences={[t('orders.reviewText')]}
      action={t('orders.review')}
      done={(count) => t('orders.reviewed', { count })}
      act={({ id, version }, reason) =>
        answer(
          api().POST('/admin/orders/{order_id}/review', {
            params: { path: { order_id: id }, header: { 'If-Match': `"${version}"` } },
            body: { reason },
          }),
        )
      }
    />
  );
}

/** Whoever sends again sends to those alone that were refused. */
function Many<T extends Chosen>({
  orders,
  after,
  act,
  done,
  onClose,
  title,
  consequences,
  action,
  danger,
}: Props<T> & {
  title: string;
  consequences: string[];
  action: string;
  danger?: boolean;
  done: (count: number) => string;
  act: (order: T, reason: string, key: string) => Promise<unknown>;
}) {
  const t = useText();
  const attempt = useRef({ sent: '', key: '' });
  const [refused, setRefused] = useState<Refused<T>[]>([]);

  async function send({ reason = '' }: FormValues) {
    if (attempt.current.sent !== reason) attempt.current = { sent: reason, key: '' };
    attempt.current.key ||= randomId();
    const asked = refused.length > 0 ? refused.map(({ row }) => row) : orders;
    const left = await toEach(asked, (order) => act(order, reason, attempt.current.key));
    await after();
    if (asked.length > left.length) toast(done(asked.length - left.length));
    setRefused(left);
    if (left.length === 0) onClose();
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <ul className={ui.consequences}>
        {consequences.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <ProblemForm
        action={action}
        danger={danger}
        submit={send}
        beside={<Button onClick={onClose}>{t('frame.back')}</Button>}
      >
        {refused.length > 0 ? (
          <Notice tone="warn" title={t('orders.refused', { count: refused.length })}>
            <ul>
              {refused.map(({ row, error }) => (
                <li key={row.id}>
                  <bdi>{row.number}</bdi>: {errorText(error)}
                </li>
              ))}
            </ul>
          </Notice>
        ) : (
          <p>
            {orders.slice(0, NAMED).map(({ id, number }) => (
              <Fragment key={id}>
                <bdi className={ui.nowrap}>{number}</bdi>{' '}
              </Fragment>
            ))}
            {orders.length > NAMED && '…'}
          </p>
        )}
        <TextField label={t('orders.reason')} name="reason" maxLength={200} lines={2} first />
      </ProblemForm>
    </Dialog>
  );
}
