import { lazy, Suspense, useState } from 'react';
import { useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { tagged } from '../../api/tagged';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail, type Detail } from '../../patterns/DetailPage';
import { useGo } from '../../patterns/leave';
import layout from '../../patterns/patterns.module.css';
import { useAct } from '../../patterns/useAct';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button, ButtonLink } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { ErrorNotice, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { StateBadge } from '../../ui/values';
import { LazySoldFiles } from '../files/lazyFiles';
import type { Stored } from './draft';
import { Editor } from './Editor';

/** For those who may not change it, who need no editor. */
const ProductFacts = lazy(() => import('./ProductFacts'));

/** A product in any status, to be changed by who may. */
export default function Product() {
  const t = useText();
  const may = useMay();
  const { productId = '' } = useParams();
  const path = { product_id: productId };
  const detail = useDetail<Stored>(['product', productId], (headers, signal) =>
    api().GET('/admin/products/{product_id}', { params: { path }, headers, signal }),
  );
  const act = useAct(detail.reload);
  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('products.title'), to: '/products' }]}
      version={may('products.write') ? undefined : (product) => product.version}
      title={(product) => (
        <>
          {product.title} <StateBadge state={product.status} />
        </>
      )}
      actions={(product) => (
        <>
          {product.status === 'active' && (
            <a href={`/products/${product.handle}`} target="_blank" rel="noopener">
              {t('products.inShop')}
            </a>
          )}
          <ButtonLink to={`/products/${product.id}/preview`}>{t('product.preview')}</ButtonLink>
          {may('products.write') && <Acts product={product} detail={detail} act={act} />}
        </>
      )}
    >
      {(product) => (
        <div className={layout.stack}>
          {Boolean(act.error) && <ErrorNotice error={act.error} title={t('error.failed')} />}
          {may('products.write') ? (
            <Editor
              key={product.id}
              stored={{ data: product, tag: detail.tag }}
              written={({ data, tag }) => detail.replace(data, tag)}
            />
          ) : (
            <Suspense fallback={<Skeleton />}>
              <ProductFacts product={product} />
            </Suspense>
          )}
          {product.variants.some(({ requires_shipping: sent }) => !sent) && (
            <Suspense fallback={<Skeleton rows={2} />}>
              <LazySoldFiles product={product} />
            </Suspense>
          )}
        </div>
      )}
    </DetailPage>
  );
}

interface ActsProps {
  product: Stored;
  detail: Detail<Stored>;
  act: ReturnType<typeof useAct>;
}

function Acts({ product, detail, act }: ActsProps) {
  const t = useText();
  const go = useGo();
  const [copying, setCopying] = useState(false);
  const path = { product_id: product.id };

  async function status(next: Stored['status'], tag: string | null) {
    const header = { 'If-Match': tag ?? '' };
    const after = await tagged(
      api().PATCH('/admin/products/{product_id}', { params: { path, header }, body: { status: next } }),
    );
    detail.replace(after.data, after.tag);
    return after.tag;
  }

  async function archive() {
    const tag = await status('archived', detail.tag);
    toast(t('product.archived'), {
      undo: async () => {
        await status(product.status, tag);
      },
    });
  }

  return (
    <>
      <Button onClick={() => setCopying(true)}>{t('product.duplicate')}</Button>
      {product.status !== 'archived' && (
        <Button busy={act.busy} onClick={() => void act.run(archive)}>
          {t('product.archive')}
        </Button>
      )}
      {copying && (
        <ActionDialog
          title={t('product.duplicate')}
          consequences={[t('product.duplicateText')]}
          action={t('product.duplicate')}
          onClose={() => setCopying(false)}
          submit={async ({ title = '' }, key) => {
            const copy = await answer(
              api().POST('/admin/products/{product_id}/duplicate', {
                params: { path, header: { 'Idempotency-Key': key } },
                body: { title },
              }),
            );
            go(`/products/${copy.id}`);
          }}
        >
          <TextField
            label={t('product.title')}
            name="title"
            defaultValue={t('product.copyOf', { title: product.title })}
            required
            maxLength={255}
            first
          />
        </ActionDialog>
      )}
    </>
  );
}
