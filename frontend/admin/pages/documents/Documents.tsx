import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatWhen, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import type { Column } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { ErrorNotice, LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import { Card, Money } from '../../ui/values';
import type { StaffOrder } from '../orders/moments';
import { Peppol } from './Peppol';
import { useDocuments } from './useDocuments';

type Issued = components['schemas']['OrderDocumentView'];

const DELIVERY_NOTE = 'delivery-note';

/** The invoice and the credit notes, or why there is none yet, and the delivery note. */
export default function Documents({ order, moved }: { order: StaffOrder; moved: number | undefined }) {
  const t = useText();
  const documents = useDocuments(order, moved);
  const { download, busy, error } = useDownload(order.id);
  const found = documents.data;
  const [forNetwork, setForNetwork] = useState<string>();
  const fetchable = (number: string, name: string) => (
    <Button busy={busy === number} onClick={() => void download(number)}>
      {name}
    </Button>
  );
  const columns: Column<Issued>[] = [
    {
      id: 'number',
      label: 'documents.number',
      cell: ({ number, type }) => (
        <>
          {worded('documents', type)} <bdi>{number}</bdi>
        </>
      ),
    },
    {
      id: 'issued',
      label: 'documents.issued',
      from: 'tablet',
      // At noon, so that it is the same day wherever it is read.
      cell: ({ issued_on }) => formatWhen(`${issued_on}T12:00:00`, 'day'),
    },
    { id: 'total', label: 'documents.total', end: true, cell: ({ total }) => <Money of={total} /> },
    {
      id: 'pdf',
      label: 'documents.pdf',
      cell: ({ number }) => fetchable(number, t('documents.download', { document: number })),
    },
    {
      id: 'peppol',
      label: 'documents.network',
      from: 'desk',
      cell: ({ number }) => (
        <Button
          aria-label={t('documents.peppolOf', { document: number })}
          onClick={() => setForNetwork(number)}
        >
          Peppol
        </Button>
      ),
    },
  ];
  return (
    <Card
      title={t('documents.title')}
      actions={found?.delivery_note && fetchable(DELIVERY_NOTE, t('documents.deliveryNote'))}
    >
      {Boolean(error) && <ErrorNotice error={error} />}
      {found?.waits_for && (
        <Notice tone="warn">
          <p>
            {found.waits_for === 'seller_incomplete'
              ? t('documents.seller', {
                  missing: found.missing.map((name) => worded('documents.lacks', name)).join(', '),
                })
              : t('documents.rates')}
          </p>
        </Notice>
      )}
      {documents.error && !found ? (
        <LoadFailed error={documents.error} retry={() => void documents.refetch()} />
      ) : !found ? (
        <Skeleton rows={1} />
      ) : found.items.length > 0 ? (
        <DataTable
          label={t('documents.title')}
          columns={columns}
          rows={found.items}
          id={({ number }) => number}
          short
        />
      ) : (
        !found.waits_for && <p className="muted">{t('documents.none')}</p>
      )}
      {forNetwork && (
        <Peppol orderId={order.id} number={forNetwork} onClose={() => setForNetwork(undefined)} />
      )}
    </Card>
  );
}

/** Fetches a PDF: the link to it is made when it is asked for, and good for some minutes. */
function useDownload(orderId: string) {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState<unknown>();

  async function download(number: string) {
    setBusy(number);
    setError(undefined);
    try {
      const params = { path: { order_id: orderId, number } };
      const { url } = await answer(api().GET('/admin/orders/{order_id}/documents/{number}', { params }));
      window.location.assign(url);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy('');
    }
  }

  return { download, busy, error };
}
