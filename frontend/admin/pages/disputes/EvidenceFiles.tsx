import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { sizeOf } from '../../../src/lib/sizes';
import { useMay } from '../../frame/me';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { FileDrop } from '../../patterns/FileDrop';
import { Button } from '../../ui/Button';
import { SelectField } from '../../ui/Field';
import { ErrorNotice } from '../../ui/Notice';
import ui from '../../ui/ui.module.css';
import styles from './disputes.module.css';
import { FILE_KINDS, type DisputeFile, type FileKind } from './filled';

/** What the signed form lets in, and all files together may have (docs/services/payments.md). */
const MAX_BYTES = 4_500_000;
const TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const;

interface DisputePath {
  payment_id: string;
  dispute_id: string;
}

interface Props {
  path: DisputePath;
  orderId: string;
  files: DisputeFile[];
  kept: components['schemas']['EvidenceFileView'][];
  /** Of the files as they are by then: others may be changed while one is sent. */
  change: (after: (files: DisputeFile[]) => DisputeFile[]) => void;
}

/** The files that go with the texts: sent by staff, or documents that the shop has of the order. */
export function EvidenceFiles({ path, orderId, files, kept, change }: Props) {
  const t = useText();
  const may = useMay();
  const begun = useRef('');
  const [failure, setFailure] = useState<unknown>();
  const documents = useQuery({
    queryKey: ['documents of', orderId],
    queryFn: ({ signal }) =>
      answer(
        api().GET('/admin/orders/{order_id}/documents', { params: { path: { order_id: orderId } }, signal }),
      ),
    enabled: may('orders.read') && orderId !== '',
  });
  const offered = [
    ...(documents.data?.items.map(({ number }) => number) ?? []),
    ...(documents.data?.delivery_note ? ['delivery-note'] : []),
  ].map((document) => ({
    document,
    name: document === 'delivery-note' ? t('disputes.deliveryNote') : document,
  }));

  const begin = (body: components['schemas']['EvidenceFileRequest']) =>
    answer(
      api().POST('/admin/payments/{payment_id}/disputes/{dispute_id}/files', { params: { path }, body }),
    );

  /** As the first kind that no other file is of yet: a dispute takes one of each. */
  function add(file: Omit<DisputeFile, 'kind'>, wanted: FileKind) {
    change((now) => {
      const taken = new Set(now.map(({ kind }) => kind));
      const kind = [wanted, ...FILE_KINDS].find((each) => !taken.has(each)) ?? wanted;
      return [...now, { ...file, kind }];
    });
  }

  async function take(document: string, name: string) {
    setFailure(undefined);
    try {
      const { file_id } = await begin({ document });
      add({ file_id, name }, document === 'delivery-note' ? 'shipping_documentation' : 'receipt');
    } catch (error) {
      setFailure(error);
    }
  }

  return (
    <section aria-label={t('disputes.files')}>
      <h3>{t('disputes.files')}</h3>
      <p className="muted">{t('disputes.filesText')}</p>
      <ul className={styles.files}>
        {files.map((file) => (
          <li key={file.file_id} className={ui.row}>
            <FileName
              path={path}
              file={file}
              size={kept.find((each) => each.file_id === file.file_id)?.size}
            />
            <SelectField
              name={`kind-${file.file_id}`}
              label={t('disputes.fileKind', { name: file.name })}
              options={FILE_KINDS.map((kind) => ({ value: kind, label: worded('evidenceFile', kind) }))}
              value={file.kind}
              onChange={({ target }) => {
                const kind = target.value as FileKind;
                change((now) =>
                  now.map((each) => (each.file_id === file.file_id ? { ...each, kind } : each)),
                );
              }}
            />
            <Button
              look="plain"
              aria-label={t('disputes.removeThis', { name: file.name })}
              onClick={() => change((now) => now.filter((each) => each.file_id !== file.file_id))}
            >
              {t('disputes.removeFile')}
            </Button>
          </li>
        ))}
      </ul>
      {offered.length > 0 && (
        <div className={ui.row}>
          {offered.map(({ document, name }) => (
            <Button
              key={document}
              disabled={files.some((file) => file.name === name)}
              onClick={() => void take(document, name)}
            >
              {t('disputes.take', { name })}
            </Button>
          ))}
        </div>
      )}
      {Boolean(failure) && <ErrorNotice error={failure} title={t('error.failed')} />}
      {files.length < FILE_KINDS.length && (
        <FileDrop
          label={t('disputes.drop')}
          accept={TYPES.join(',')}
          maxBytes={MAX_BYTES}
          prepare={async (file) => {
            const { file_id, url, fields } = await begin({ media_type: file.type as (typeof TYPES)[number] });
            begun.current = file_id;
            return { url: url ?? '', fields };
          }}
          done={(file) => add({ file_id: begun.current, name: file.name.slice(-120) }, 'uncategorized_file')}
        />
      )}
    </section>
  );
}

/** A file by its name; one that is kept can be looked at. The addresses are good for five minutes. */
export function FileName({ path, file, size }: { path: DisputePath; file: DisputeFile; size?: number }) {
  const t = useText();
  const { data } = useQuery({
    queryKey: ['evidence files', path.payment_id, path.dispute_id, file.file_id],
    queryFn: ({ signal }) =>
      answer(
        api().GET('/admin/payments/{payment_id}/disputes/{dispute_id}/files', { params: { path }, signal }),
      ),
    staleTime: 4 * 60_000,
    enabled: size !== undefined,
  });
  const url = data?.items.find(({ file_id }) => file_id === file.file_id)?.url;
  return (
    <span>
      {url ? (
        <a href={url} target="_blank" rel="noreferrer">
          <bdi>{file.name}</bdi>
        </a>
      ) : (
        <bdi>{file.name}</bdi>
      )}{' '}
      <span className="muted small">{size === undefined ? t('disputes.fileUnsaved') : sizeOf(size)}</span>
    </span>
  );
}
