import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { tagged } from '../../api/tagged';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import { useLeaveGuard } from '../../patterns/leave';
import layout from '../../patterns/patterns.module.css';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { ProblemForm } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import { DocumentState } from '../content/DocumentPage';
import { withoutMember, type Document } from '../content/document';
import styles from '../content/content.module.css';
import { InForce } from './InForce';
import { TaxFields } from './TaxFields';
import { Versions } from './Versions';

export type TaxRules = components['schemas']['Taxes'];

const KIND = 'taxes';
const INSTALLED: TaxRules = {
  home: 'DE',
  registered: true,
  prices_include_tax: true,
  union_sales: 'oss',
  registrations: [],
  rates: [],
  untaxed_shipping: [],
  net_exports: false,
};

/** The shop's taxes: what staff say of them, and what comes of it today, place by place. */
export default function Taxes() {
  const t = useText();
  const may = useMay()('rates.write');
  const queries = useQueryClient();
  const [typed, setTyped] = useState<TaxRules>();
  const [publishing, setPublishing] = useState(false);
  const params = { path: { kind: KIND } };
  const detail = useDetail<Document>(['rates', KIND], (headers, signal) =>
    api().GET('/admin/rates/{kind}', { params, headers, signal }),
  );
  const now = useQuery({
    queryKey: ['tax-rates'],
    queryFn: ({ signal }) => answer(api().GET('/admin/tax-rates', { signal })),
  });
  const value = typed ?? detail.data?.draft?.taxes ?? INSTALLED;
  const header = { 'If-Match': detail.tag ?? '"0"' };
  useLeaveGuard(typed !== undefined);

  /** Keeps what was typed, unless somebody else was faster: then they are asked to look. */
  async function save() {
    try {
      const { data, tag } = await tagged(
        api().PUT('/admin/rates/{kind}', { params: { ...params, header }, body: { taxes: value } }),
      );
      detail.replace(data, tag);
      setTyped(undefined);
      toast(t('taxes.saved'));
    } catch (error) {
      throw withoutMember(error, 'taxes');
    }
  }

  async function publish() {
    const { data, tag } = await tagged(
      api().POST('/admin/rates/{kind}/publish', { params: { ...params, header } }),
    );
    detail.replace(data, tag);
    await queries.invalidateQueries({ queryKey: ['tax-rates'] });
    toast(t('taxes.published'));
  }

  return (
    <DetailPage
      detail={detail}
      crumbs={[]}
      title={(document) => (
        <>
          {t('taxes.title')} <DocumentState of={document} />
        </>
      )}
      actions={(document) =>
        may && document.changed && typed === undefined ? (
          <Button look="primary" onClick={() => setPublishing(true)}>
            {t('taxes.publish')}
          </Button>
        ) : null
      }
    >
      {(document) => (
        <div className={layout.stack}>
          <fieldset disabled={!may} className={styles.plain}>
            <legend className="visually-hidden">{t('taxes.title')}</legend>
            <ProblemForm action={t('taxes.save')} submit={save}>
              <TaxFields value={value} change={(part) => setTyped({ ...value, ...part })} />
            </ProblemForm>
          </fieldset>
          <InForce now={now} />
          <Versions
            number={document.published}
            tag={detail.tag}
            may={may && typed === undefined}
            restored={detail.replace}
          />
          {publishing && (
            <ActionDialog
              title={t('taxes.publishTitle')}
              consequences={[t('taxes.publishSoon'), t('taxes.publishOrders')]}
              action={t('taxes.publish')}
              onClose={() => setPublishing(false)}
              submit={publish}
            />
          )}
        </div>
      )}
    </DetailPage>
  );
}
