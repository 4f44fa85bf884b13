import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { tagged } from '../../api/tagged';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import { useLeaveGuard } from '../../patterns/leave';
import layout from '../../patterns/patterns.module.css';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { LoadFailed, Skeleton } from '../../ui/Notice';
import { ProblemForm } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import { DocumentState } from '../content/DocumentPage';
import { withoutMember, type Document } from '../content/document';
import styles from '../content/content.module.css';
import type { Rules } from './rules';
import { ExtraFields, ShopFields } from './ShopFields';
import { Trial } from './Trial';
import { ZoneFields } from './ZoneFields';

const KIND = 'delivery';

/** Where the shop sends to, what that costs, and when it arrives: written, tried, and published. */
export default function Delivery() {
  const t = useText();
  const may = useMay()('rates.write');
  const [typed, setTyped] = useState<Rules>();
  const [publishing, setPublishing] = useState(false);
  const params = { path: { kind: KIND } };
  const detail = useDetail<Document>(['rates', KIND], (headers, signal) =>
    api().GET('/admin/rates/{kind}', { params, headers, signal }),
  );
  const stored = detail.data?.draft?.delivery as Rules | null | undefined;
  // Nobody has written any yet: what holds is what came with the shop.
  const installed = useQuery({
    queryKey: ['rates', KIND, 'installed'],
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/delivery-rates/installed', { signal })) as Promise<Rules>,
    enabled: detail.data !== undefined && !stored,
  });
  const value = typed ?? stored ?? installed.data;
  const header = { 'If-Match': detail.tag ?? '"0"' };
  useLeaveGuard(typed !== undefined);

  /** Keeps what was typed, unless somebody else was faster: then they are asked to look. */
  async function save() {
    if (!value) return;
    try {
      const { data, tag } = await tagged(
        api().PUT('/admin/rates/{kind}', { params: { ...params, header }, body: { delivery: value } }),
      );
      detail.replace(data, tag);
      setTyped(undefined);
      toast(t('delivery.saved'));
    } catch (error) {
      throw withoutMember(error, KIND);
    }
  }

  async function publish() {
    const sent = api().POST('/admin/rates/{kind}/publish', { params: { ...params, header } });
    const { data, tag } = await tagged(sent);
    detail.replace(data, tag);
    toast(t('delivery.published'));
  }

  return (
    <DetailPage
      detail={detail}
      crumbs={[]}
      title={(document) => (
        <>
          {t('delivery.title')} <DocumentState of={document} />
        </>
      )}
      actions={(document) =>
        may && document.changed && typed === undefined ? (
          <Button look="primary" onClick={() => setPublishing(true)}>
            {t('delivery.publish')}
          </Button>
        ) : null
      }
    >
      {() => (
        <div className={layout.stack}>
          {installed.error && <LoadFailed error={installed.error} retry={() => void installed.refetch()} />}
          {!value && !installed.error && <Skeleton rows={6} />}
          {value && (
            <>
              <fieldset disabled={!may} className={styles.plain}>
                <legend className="visually-hidden">{t('delivery.title')}</legend>
                <ProblemForm action={t('delivery.save')} submit={save} wide>
                  <ZoneFields
                    zones={value.zones}
                    sizes={value.sizes.map(({ id }) => id)}
                    change={(zones) => setTyped({ ...value, zones })}
                  />
                  <ExtraFields value={value} change={(part) => setTyped({ ...value, ...part })} />
                  <ShopFields value={value} change={(part) => setTyped({ ...value, ...part })} />
                </ProblemForm>
              </fieldset>
              <Trial rules={value} />
            </>
          )}
          {publishing && (
            <ActionDialog
              title={t('delivery.publishTitle')}
              consequences={[t('delivery.publishSoon'), t('delivery.publishOrders')]}
              action={t('delivery.publish')}
              onClose={() => setPublishing(false)}
              submit={publish}
            />
          )}
        </div>
      )}
    </DetailPage>
  );
}
