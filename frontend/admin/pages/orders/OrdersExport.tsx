import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { randomId } from '../../../src/lib/ids';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { ErrorNotice } from '../../ui/Notice';
import { ProblemForm } from '../../ui/ProblemForm';
import { When } from '../../ui/values';
import type { OrdersFilter } from './Orders';
import ui from '../../ui/ui.module.css';

const EVERY_MS = 2_000;

/** Writes the list as it is filtered to a file, says how far it is, and gives the file. */
export function OrdersExport({ filter, onClose }: { filter: OrdersFilter; onClose: () => void }) {
  const t = useText();
  const [begun, setBegun] = useState<string>();
  // The list does not change while this is open: to send again is the same export.
  const key = useRef(randomId());

  return (
    <Dialog title={t('orders.exportList')} onClose={onClose}>
      {begun ? (
        <Progress id={begun} />
      ) : (
        <ProblemForm
          action={t('orders.exportStart')}
          submit={async () => {
            const { export_id } = await answer(
              api().POST('/admin/backoffice/exports', {
                params: { header: { 'Idempotency-Key': key.current } },
                body: filter,
              }),
            );
            setBegun(export_id);
          }}
          beside={<Button onClick={onClose}>{t('frame.back')}</Button>}
        >
          <p>{t('orders.exportText')}</p>
        </ProblemForm>
      )}
    </Dialog>
  );
}

function Progress({ id }: { id: string }) {
  const t = useText();
  const { data, error } = useQuery({
    queryKey: ['orders-export', id],
    queryFn: ({ signal }) =>
      answer(
        api().GET('/admin/backoffice/exports/{export_id}', { params: { path: { export_id: id } }, signal }),
      ),
    refetchInterval: ({ state }) => (state.data?.status === 'succeeded' ? false : EVERY_MS),
  });
  return (
    <div role="status">
      <p>{t('orders.exportRows', { count: data?.orders_done ?? 0 })}</p>
      {data?.url ? (
        <>
          <p>
            <a className={`${ui.button} ${ui.primary}`} href={data.url} download>
              {t('exports.fetch')}
            </a>
          </p>
          <p className="muted small">
            {t('exports.until')} <When at={data.available_until} />
          </p>
        </>
      ) : (
        <progress className={ui.input} aria-label={t('orders.exportList')} />
      )}
      {Boolean(error) && <ErrorNotice error={error} />}
    </div>
  );
}
