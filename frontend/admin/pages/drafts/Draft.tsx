import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { tagged } from '../../api/tagged';
import { useMay } from '../../frame/me';
import { formatDate, formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail, type Detail } from '../../patterns/DetailPage';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { SelectField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, Money } from '../../ui/values';
import { DraftForm } from './DraftForm';
import styles from './drafts.module.css';
import type { Body, Draft as DraftData } from './form';

type Open = 'order' | 'drop';

/** One draft: what it is, what it costs now, and the way to make it an order. */
export default function Draft() {
  const t = useText();
  const { draftId = '' } = useParams();
  const [open, setOpen] = useState<Open>();
  const [typed, setTyped] = useState(false);
  const may = useMay()('orders.write');
  const detail = useDetail<DraftData>(
    ['draft', draftId],
    (headers, signal) =>
      api().GET('/admin/drafts/{draft_id}', { params: { path: { draft_id: draftId } }, headers, signal }),
    false,
  );

  async function save(body: Body): Promise<undefined> {
    const after = await tagged(
      api().PUT('/admin/drafts/{draft_id}', { params: target(draftId, detail.tag), body }),
    );
    detail.replace(after.data, after.tag);
    setTyped(false);
    toast(t('drafts.saved'));
  }

  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('drafts.title'), to: '/drafts' }]}
      title={({ name }) => (name ? t('drafts.one', { name }) : t('drafts.ofOrder'))}
      actions={(draft) =>
        may &&
        !draft.order_id && (
          <div className={styles.acts}>
            <Button look="primary" disabled={!draft.sums || typed} onClick={() => setOpen('order')}>
              {t('drafts.order')}
            </Button>
            <Button onClick={() => setOpen('drop')}>{t('drafts.drop')}</Button>
          </div>
        )
      }
    >
      {(draft) => (
        <>
          {draft.order_id ? (
            <Notice tone="good" title={t('drafts.isOrder')}>
              <Link to={`/orders/${draft.order_id}`}>
                <bdi>{draft.order_number}</bdi>
              </Link>
            </Notice>
          ) : (
            <>
              {draft.obstacle && (
                <Notice tone="warn" title={t('drafts.obstacle')}>
                  {draft.obstacle}
                </Notice>
              )}
              {draft.sums && <Sums draft={draft} sums={draft.sums} />}
              {may && (
                <DraftForm key={draft.version} draft={draft} typed={() => setTyped(true)} save={save} />
              )}
            </>
          )}
          {open === 'order' && draft.sums && (
            <Order
              draft={draft}
              total={draft.sums.total}
              detail={detail}
              onClose={() => setOpen(undefined)}
            />
          )}
          {open === 'drop' && <Drop draft={draft} tag={detail.tag} onClose={() => setOpen(undefined)} />}
        </>
      )}
    </DetailPage>
  );
}

const target = (draftId: string, tag: string | null) => ({
  path: { draft_id: draftId },
  header: tag ? { 'If-Match': tag } : {},
});

function Sums({ draft, sums }: { draft: DraftData; sums: NonNullable<DraftData['sums']> }) {
  const t = useText();
  const short = draft.lines.filter(({ available, quantity }) => available !== null && available < quantity);
  return (
    <Card title={t('drafts.costs')}>
      {short.length > 0 && (
        <Notice tone="warn" title={t('drafts.short')}>
          {short.map(({ sku, available }) => (
            <p key={sku}>{t('drafts.shortOf', { sku, available: available ?? 0 })}</p>
          ))}
        </Notice>
      )}
      {draft.business && <Business of={draft.business} />}
      <Facts
        of={[
          ...draft.lines.map(({ sku, quantity, title, total }): [string, React.ReactNode] => [
            `${quantity} × ${title || sku}`,
            total && <Money key={sku} of={total} />,
          ]),
          [t('orders.shipping'), <Money key="shipping" of={sums.shipping} />],
          [t(sums.tax_included ? 'orders.taxIncluded' : 'orders.tax'), <Money key="tax" of={sums.tax} />],
          [
            t('orders.total'),
            <strong key="total">
              <Money of={sums.total} />
            </strong>,
          ],
        ]}
      />
    </Card>
  );
}

/** What the union's register said of the number, which decides about the tax. */
function Business({ of }: { of: NonNullable<DraftData['business']> }) {
  const t = useText();
  return (
    <Notice tone={of.confirmed ? 'good' : 'warn'} title={`${t('drafts.vatNumber')}: ${of.number}`}>
      {of.confirmed
        ? t('drafts.vatConfirmed', { day: formatDate(of.asked_on ?? ''), number: of.consultation || '–' })
        : t('drafts.vatUnconfirmed')}
    </Notice>
  );
}

interface OrderProps {
  draft: DraftData;
  total: { amount: number; currency: string };
  detail: Detail<DraftData>;
  onClose: () => void;
}

/** Makes it an order, and has its shopper sent the way to pay. */
function Order({ draft, total, detail, onClose }: OrderProps) {
  const t = useText();
  const navigate = useNavigate();
  const country = draft.shipping_address?.country ?? '';
  const methods = useQuery({
    queryKey: ['payment-methods', country],
    queryFn: ({ signal }) =>
      answer(api().GET('/checkout/options', { params: { query: { country } }, signal })),
  });

  async function order(payment_method: string) {
    try {
      const after = await tagged(
        api().POST('/admin/drafts/{draft_id}/order', {
          params: target(draft.id, detail.tag),
          body: { payment_method, expected_total: total },
        }),
      );
      detail.replace(after.data, after.tag);
      toast(t('drafts.sent', { number: after.data.order_number ?? '' }));
      void navigate(`/orders/${after.data.order_id ?? ''}`);
    } catch (failure) {
      // What it costs, or whether it is an order by now, may have changed.
      await detail.reload();
      throw failure;
    }
  }

  return (
    <ActionDialog
      title={t('drafts.order')}
      consequences={[
        t('drafts.holds'),
        t('drafts.letter', { who: draft.email ?? draft.name }),
        t('drafts.expiresUnpaid'),
      ]}
      action={t('drafts.orderFor', { total: formatMoney(total) })}
      blocked={!methods.data}
      submit={({ payment_method = '' }) => order(payment_method)}
      onClose={onClose}
    >
      <SelectField
        label={t('drafts.payBy')}
        name="payment_method"
        options={(methods.data?.payment_methods ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
    </ActionDialog>
  );
}

function Drop({ draft, tag, onClose }: { draft: DraftData; tag: string | null; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  return (
    <ActionDialog
      danger
      title={t('drafts.drop')}
      consequences={[t('drafts.dropText')]}
      action={t('drafts.drop')}
      submit={async () => {
        await answer(api().DELETE('/admin/drafts/{draft_id}', { params: target(draft.id, tag) }));
        void navigate('/drafts', { replace: true });
      }}
      onClose={onClose}
    />
  );
}
