import { answer, api } from '../../../src/api/client';
import { useText } from '../../i18n/useText';
import { download } from '../../patterns/csv';
import { ActionDialog } from '../../ui/ActionDialog';
import { TextField } from '../../ui/Field';

interface Props {
  orderId: string;
  number: string;
  onClose: () => void;
}

/** What the checkout does not ask for, and a business that takes invoices over the network has told the shop. */
export function Peppol({ orderId, number, onClose }: Props) {
  const t = useText();
  return (
    <ActionDialog
      title={t('documents.peppolOf', { document: number })}
      consequences={[t('documents.peppolWhat')]}
      action={t('documents.peppolDownload')}
      submit={async ({ buyer = '', seller, reference }) => {
        const said = { seller, reference };
        const query = { buyer, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value)) };
        const params = { path: { order_id: orderId, number }, query };
        const found = await answer(
          api().GET('/admin/orders/{order_id}/documents/{number}/peppol', { params }),
        );
        download(found.filename, 'application/xml', found.xml);
      }}
      onClose={onClose}
    >
      <TextField
        name="buyer"
        label={t('documents.peppolBuyer')}
        hint={t('documents.peppolAddress')}
        required
        first
      />
      <TextField name="reference" label={t('documents.peppolReference')} hint={t('documents.peppolNumber')} />
      <TextField name="seller" label={t('documents.peppolSeller')} hint={t('documents.peppolVat')} />
    </ActionDialog>
  );
}
