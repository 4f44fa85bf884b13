import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { sizeOf } from '../../../src/lib/sizes';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { FileDrop } from '../../patterns/FileDrop';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { ErrorNotice, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import ui from '../../ui/ui.module.css';
import { Card, When } from '../../ui/values';

type Product = components['schemas']['StaffProductView'];
type SoldFile = components['schemas']['SoldFileView'];

/** What the signed form lets in (docs/services/products.md). */
const MAX_BYTES = 2 * 1024 ** 3;

/** The files that buyers download. What is done to them is done at once, and is no part of the form. */
export default function SoldFiles({ product }: { product: Product }) {
  const t = useText();
  const queries = useQueryClient();
  const queryKey = ['product files', product.id];
  const path = { product_id: product.id };
  const found = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/products/{product_id}/files', { params: { path }, signal })),
  });
  if (found.isPending) return <Skeleton rows={2} />;
  if (found.error) return <ErrorNotice error={found.error} title={t('error.failed')} />;
  const digital = product.variants.filter(
    ({ withdrawal_exclusion }) => withdrawal_exclusion === 'digital_content',
  );
  const known = new Set(found.data.items.map(({ sku }) => sku));
  const shown = product.variants.filter((variant) => digital.includes(variant) || known.has(variant.sku));
  return (
    <Card title={t('files.title')}>
      <p className="muted">{t('files.hint')}</p>
      {shown.map((variant) => (
        <OfVariant
          key={variant.sku}
          product={product.id}
          sku={variant.sku}
          name={Object.values(variant.options).join(' / ') || variant.sku}
          digital={digital.includes(variant)}
          files={found.data.items.filter(({ sku }) => sku === variant.sku)}
          show={(items) => queries.setQueryData(queryKey, { items })}
        />
      ))}
    </Card>
  );
}

interface Props {
  product: string;
  sku: string;
  name: string;
  /** Only what is marked so gets files. */
  digital: boolean;
  files: SoldFile[];
  show: (files: SoldFile[]) => void;
}

function OfVariant({ product, sku, name, digital, files, show }: Props) {
  const t = useText();
  const may = useMay();
  const begun = useRef('');
  const [replaced, setReplaced] = useState<SoldFile>();
  const [gone, setGone] = useState<SoldFile>();
  const path = { product_id: product };

  async function prepare(file: File) {
    const [named] = file.type.split(';');
    const type = named === undefined || named === '' ? 'application/octet-stream' : named;
    const to = await answer(
      api().POST('/admin/products/{product_id}/files', {
        params: { path },
        body: { sku, content_type: type },
      }),
    );
    begun.current = to.file_id;
    return to.upload;
  }

  async function attach(file: File) {
    const after = await answer(
      api().PUT('/admin/products/{product_id}/files/{file_id}', {
        params: { path: { ...path, file_id: begun.current } },
        body: { sku, name: file.name, replaces: replaced?.file_id ?? '' },
      }),
    );
    setReplaced(undefined);
    show(after.items);
    toast(t('files.sent'));
  }

  return (
    <section aria-label={name}>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      {files.length === 0 && <p className="muted">{t('files.none')}</p>}
      <ul className={ui.list}>
        {files.map((file) => (
          <li key={file.file_id} className={ui.row}>
            <span>
              <bdi>{file.name}</bdi> <span className="muted small">{sizeOf(file.size)}</span>
            </span>
            {file.removed_at ? (
              <span className="muted small">
                {t('files.gone')} <When at={file.removed_at} />
              </span>
            ) : (
              may('products.write') && (
                <>
                  <Button
                    aria-label={t('files.replaceThis', { name: file.name })}
                    onClick={() => setReplaced(file)}
                  >
                    {t('files.replace')}
                  </Button>
                  <Button
                    look="plain"
                    aria-label={t('files.removeThis', { name: file.name })}
                    onClick={() => setGone(file)}
                  >
                    {t('files.remove')}
                  </Button>
                </>
              )
            )}
          </li>
        ))}
      </ul>
      {digital && may('products.write') && (
        <FileDrop
          many={!replaced}
          label={replaced ? t('files.dropInstead', { name: replaced.name }) : t('files.drop', { name })}
          accept=""
          maxBytes={MAX_BYTES}
          prepare={prepare}
          done={attach}
        />
      )}
      {replaced && <Button onClick={() => setReplaced(undefined)}>{t('files.keep')}</Button>}
      {gone && (
        <ActionDialog
          title={t('files.removeThis', { name: gone.name })}
          consequences={[t('files.removeText')]}
          action={t('files.remove')}
          danger
          onClose={() => setGone(undefined)}
          submit={async () => {
            const after = await answer(
              api().DELETE('/admin/products/{product_id}/files/{file_id}', {
                params: { path: { ...path, file_id: gone.file_id }, query: { sku } },
              }),
            );
            show(after.items);
          }}
        />
      )}
    </section>
  );
}
