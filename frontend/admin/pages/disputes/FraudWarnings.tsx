import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { SeenDialog } from '../../patterns/SeenDialog';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { When } from '../../ui/values';
import { paymentDifferences, type Payment } from '../payments/refunding';

interface Props {
  payment: Detail<Payment>;
  done: (said: string) => Promise<void>;
}

/** That a card's issuer takes the payment for fraud, and what avoids the dispute. */
export default function FraudWarnings({ payment, done }: Props) {
  const t = useText();
  const may = useMay();
  const [refunding, setRefunding] = useState(false);
  const { data } = payment;
  const warnings = data?.fraud_warnings ?? [];
  const [first] = warnings;
  if (!data || !first) return null;
  const isOpen = warnings.some(({ actionable }) => actionable);
  return (
    <Notice tone={isOpen ? 'bad' : 'info'} title={t('fraud.title')}>
      <p>
        <bdi>{first.kind.replaceAll('_', ' ')}</bdi> · <When at={first.heard_at} />
      </p>
      <p>{t(isOpen ? 'fraud.text' : 'fraud.over')}</p>
      {isOpen && may('payments.refund') && (
        <Button onClick={() => setRefunding(true)}>
          {t('fraud.refund', { amount: formatMoney(data.refundable) })}
        </Button>
      )}
      {refunding && (
        <SeenDialog
          danger
          detail={payment}
          title={t('fraud.refund', { amount: formatMoney(data.refundable) })}
          action={({ refundable }) => t('fraud.refund', { amount: formatMoney(refundable) })}
          consequences={() => [t('fraud.refundText'), t('payments.final')]}
          differences={paymentDifferences}
          onClose={() => setRefunding(false)}
          submit={async (_, key, seen) => {
            await answer(
              api().POST('/admin/payments/{payment_id}/refunds', {
                params: {
                  path: { payment_id: seen.data.payment_id },
                  header: { 'Idempotency-Key': key, ...(seen.tag ? { 'If-Match': seen.tag } : {}) },
                },
                body: { reason: 'fraud warning', amount: seen.data.refundable },
              }),
            );
            await done(t('fraud.refunded'));
          }}
        />
      )}
    </Notice>
  );
}
