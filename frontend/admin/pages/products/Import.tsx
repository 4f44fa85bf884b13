import { useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { csvOf, download } from '../../patterns/csv';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { useAct } from '../../patterns/useAct';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { Card, Facts, StateBadge, When } from '../../ui/values';

type Report = components['schemas']['ImportReport'];
type Fault = components['schemas']['ImportErrorView'];

const FAULTS: Column<Fault>[] = [
  { id: 'line', label: 'imports.line', end: true, cell: ({ line }) => formatNumber(line) },
  { id: 'handle', label: 'products.handle', cell: ({ handle }) => <bdi>{handle || '–'}</bdi> },
  { id: 'field', label: 'imports.field', cell: ({ field }) => field || '–' },
  { id: 'message', label: 'imports.message', cell: ({ message }) => message },
];

/** How an import goes, and what is to be corrected in its file. */
export default function Import() {
  const t = useText();
  const { importId = '' } = useParams();
  const path = { params: { path: { import_id: importId } } };
  const detail = useDetail<Report>(
    ['import', importId],
    (headers, signal) => api().GET('/admin/products/imports/{import_id}', { ...path, headers, signal }),
    3_000,
  );
  const act = useAct(detail.reload);

  return (
    <DetailPage
      detail={detail}
      crumbs={[
        { label: t('products.title'), to: '/products' },
        { label: t('imports.title'), to: '/products/imports' },
      ]}
      title={(report) => (
        <>
          <bdi>{report.filename}</bdi> <StateBadge state={report.status} />
        </>
      )}
      actions={({ status, to_correct_url }) => (
        <>
          {status === 'running' && (
            <Button
              busy={act.busy}
              onClick={() =>
                void act.run(() => answer(api().POST('/admin/products/imports/{import_id}/stop', path)))
              }
            >
              {t('imports.stop')}
            </Button>
          )}
          {to_correct_url && (
            <a href={to_correct_url}>
              <Icon name="download" size={16} /> {t('product.toCorrect')}
            </a>
          )}
          {(status === 'stopped' || status === 'awaiting_upload' || status === 'failed') && (
            <Button
              look="primary"
              busy={act.busy}
              onClick={() =>
                void act.run(() => answer(api().POST('/admin/products/imports/{import_id}/start', path)))
              }
            >
              {t(status === 'stopped' ? 'bulk.goOn' : 'imports.start')}
            </Button>
          )}
        </>
      )}
    >
      {(report) => (
        <div className={layout.stack}>
          {Boolean(act.error) && <ErrorNotice error={act.error} title={t('error.failed')} />}
          {report.failure && (
            <Notice tone="bad" title={t('imports.failed')}>
              {report.failure}
            </Notice>
          )}
          <Card title={t('imports.progress')}>
            <progress
              className={layout.progress}
              aria-label={t('imports.progress')}
              max={Math.max(report.products_total ?? 1, 1)}
              value={report.status === 'succeeded' ? Math.max(report.products_total ?? 1, 1) : doneOf(report)}
            />
            <Facts
              of={[
                [
                  t('imports.done'),
                  t('imports.ofAll', { done: doneOf(report), all: report.products_total ?? '…' }),
                ],
                [t('imports.created'), formatNumber(report.products_created)],
                [t('imports.updated'), formatNumber(report.products_updated)],
                [t('imports.unchanged'), formatNumber(report.products_unchanged)],
                [t('imports.refused'), formatNumber(report.products_failed)],
                [
                  t('imports.mode'),
                  t(report.mode === 'set_stock' ? 'imports.modeStock' : 'imports.modeUpdate'),
                ],
                [t('imports.at'), <When key="at" at={report.created_at} />],
              ]}
            />
          </Card>
          <Faults title={t('imports.errors')} name="errors" of={report.errors} all={report.error_count} />
          <Faults
            title={t('imports.warnings')}
            name="warnings"
            of={report.warnings}
            all={report.warning_count}
          />
        </div>
      )}
    </DetailPage>
  );
}

const doneOf = (report: Report): number =>
  report.products_created + report.products_updated + report.products_unchanged + report.products_failed;

function Faults({ title, name, of: faults, all }: { title: string; name: string; of: Fault[]; all: number }) {
  const t = useText();
  if (faults.length === 0) return null;
  function csv() {
    const head = FAULTS.map(({ label }) => t(label));
    const lines = faults.map(({ line, handle, field, message }) => [String(line), handle, field, message]);
    download(`import-${name}.csv`, 'text/csv', csvOf([head, ...lines]));
  }
  return (
    <Card
      title={`${title}: ${formatNumber(all)}`}
      actions={
        <Button onClick={csv}>
          <Icon name="download" /> {t('list.csv')}
        </Button>
      }
    >
      {all > faults.length && <p className="muted">{t('imports.firstOnly', { count: faults.length })}</p>}
      <DataTable
        label={title}
        columns={FAULTS}
        rows={faults}
        id={({ line, handle, field, message }) => `${line} ${handle} ${field} ${message}`}
      />
    </Card>
  );
}
