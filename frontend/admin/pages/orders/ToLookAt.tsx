import { useMay } from '../../frame/me';
import type { Names } from '../../frame/names';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { When } from '../../ui/values';
import type { StaffOrder } from './moments';
import { Address } from './sheets';

/** What wants somebody's attention: suspicions, a wish to cancel, a wish for another address. */
export default function ToLookAt({
  order,
  names,
  review,
}: {
  order: StaffOrder;
  names: Names;
  review: () => void;
}) {
  const t = useText();
  const may = useMay();
  const { suspicions, reviewed, cancellation, readdressing } = order;
  const isReviewed = suspicions.every(({ code }) => reviewed?.of.includes(code));
  return (
    <>
      {suspicions.length > 0 && (
        <Notice tone={isReviewed ? 'info' : 'warn'} title={t('orders.suspicions')}>
          <ul>
            {suspicions.map(({ code, reason }) => (
              <li key={code}>{reason}</li>
            ))}
          </ul>
          {isReviewed && reviewed ? (
            <p>
              {t('order.reviewedBy', { name: names(reviewed.by) })} <When at={reviewed.at} />
            </p>
          ) : (
            may('orders.write') && <Button onClick={review}>{t('order.review')}</Button>
          )}
        </Notice>
      )}
      {cancellation && (
        <Notice
          tone={cancellation.state === 'refused' ? 'warn' : 'info'}
          title={t('orders.cancellation', { state: worded('wish', cancellation.state) })}
        >
          {[names(cancellation.requested_by), cancellation.reason, cancellation.answer]
            .filter(Boolean)
            .join(' · ')}
        </Notice>
      )}
      {readdressing && readdressing.state !== 'accepted' && (
        <Notice
          tone={readdressing.state === 'refused' ? 'warn' : 'info'}
          title={t('order.readdressing', { state: worded('wish', readdressing.state) })}
        >
          <Address to={readdressing.address} />
          {[names(readdressing.requested_by), readdressing.reason, readdressing.answer]
            .filter(Boolean)
            .join(' · ')}
        </Notice>
      )}
    </>
  );
}
