import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail, type Detail } from '../../patterns/DetailPage';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Blank } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, StateBadge, When } from '../../ui/values';

type Order = components['schemas']['StaffOrderView'];
type Statement = Order['unread'][number];
type Read = components['schemas']['ReadStatementBody'];

/** What an order's shopper withdrew from in words, to be turned into lines, or answered. */
export default function Withdrawal() {
  const t = useText();
  const { orderId = '' } = useParams();
  const detail = useDetail<Order>(['withdrawal', orderId], (headers, signal) =>
    api().GET('/admin/orders/{order_id}', { params: { path: { order_id: orderId } }, headers, signal }),
  );
  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('withdrawals.title'), to: '/withdrawals' }]}
      title={(order) => (
        <>
          {t('withdrawals.one', { number: order.number })} <StateBadge state={order.state} />
        </>
      )}
    >
      {(order) => (
        <>
          {order.unread.length === 0 && (
            <Blank title={t('withdrawals.none')}>
              <p className="muted">{t('withdrawals.allRead')}</p>
            </Blank>
          )}
          {order.unread.map((statement) => (
            <One key={statement.id} of={statement} order={order} detail={detail} />
          ))}
          <Card title={t('withdrawals.ordered')}>
            <ul>
              {order.lines.map(({ sku, title, variant_title, quantity }) => (
                <li key={sku}>
                  {quantity} × {title} {variant_title} <bdi className="muted">{sku}</bdi>
                </li>
              ))}
            </ul>
            <p>
              <Link to={`/orders/${order.id}`}>{t('withdrawals.toOrder')}</Link>
            </p>
          </Card>
        </>
      )}
    </DetailPage>
  );
}

interface Props {
  of: Statement;
  order: Order;
  detail: Detail<Order>;
}

function One({ of: statement, order, detail }: Props) {
  const t = useText();
  const may = useMay()('orders.cancel');
  const [open, setOpen] = useState<'lines' | 'answer'>();
  const close = () => setOpen(undefined);
  const lines = order.withdrawal.lines;

  async function read(body: Omit<Read, 'statement'>) {
    const after = await answer(
      api().POST('/admin/orders/{order_id}/withdrawal', {
        params: { path: { order_id: order.id } },
        body: { statement: statement.id, ...body },
      }),
    );
    detail.replace(after);
    toast(t('withdrawals.done'));
  }

  return (
    <Card title={t('withdrawals.statement')}>
      <blockquote style={{ whiteSpace: 'pre-wrap' }}>{statement.words}</blockquote>
      <Facts
        of={[
          [t('withdrawals.cameIn'), <When key="at" at={statement.declared_at} />],
          [t('withdrawals.by'), statement.name],
          [t('withdrawals.contact'), <bdi key="contact">{statement.contact}</bdi>],
        ]}
      />
      {may && (
        <p>
          {lines.length > 0 && (
            <Button look="primary" onClick={() => setOpen('lines')}>
              {t('withdrawals.take')}
            </Button>
          )}{' '}
          <Button onClick={() => setOpen('answer')}>{t('withdrawals.answer')}</Button>
        </p>
      )}
      {open === 'lines' && (
        <ActionDialog
          title={t('withdrawals.takeTitle')}
          consequences={[t('withdrawals.takeText'), t('withdrawals.countsFrom')]}
          action={t('withdrawals.take')}
          onClose={close}
          submit={(values) =>
            read({
              answer: '',
              lines: lines
                .map(({ sku }) => ({ sku, quantity: Number(values[`units:${sku}`] ?? 0) || 0 }))
                .filter(({ quantity }) => quantity > 0),
            })
          }
        >
          <blockquote style={{ whiteSpace: 'pre-wrap' }}>{statement.words}</blockquote>
          {lines.map(({ sku, title, quantity }, index) => (
            <TextField
              key={sku}
              label={t('withdrawals.unitsOf', { title: title || sku })}
              name={`units:${sku}`}
              hint={t('withdrawals.most', { count: quantity })}
              inputMode="numeric"
              defaultValue="0"
              required
              first={index === 0}
            />
          ))}
        </ActionDialog>
      )}
      {open === 'answer' && (
        <ActionDialog
          title={t('withdrawals.answerTitle')}
          consequences={[t('withdrawals.answerText')]}
          action={t('withdrawals.answer')}
          danger
          onClose={close}
          submit={({ why = '' }) => read({ answer: why, lines: [] })}
        >
          <TextField label={t('withdrawals.why')} name="why" lines={3} required maxLength={500} first />
        </ActionDialog>
      )}
    </Card>
  );
}
