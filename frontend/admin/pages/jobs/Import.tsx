import { Who } from '../../frame/Who';
import { useState } from 'react';
import { useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { csvOf, download } from '../../patterns/csv';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, EVERY_MS, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { useAct } from '../../patterns/useAct';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button, ButtonLink } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { Card, Facts, StateBadge, When } from '../../ui/values';
import ui from '../../ui/ui.module.css';
import { Tryout } from './Tryout';

type Report = components['schemas']['ImportReport'];
type Fault = components['schemas']['ImportErrorView'];

/** While a worker is at it. */
const OFTEN_MS = 2_000;

const FAULTS: Column<Fault>[] = [
  { id: 'line', label: 'imports.line', end: true, cell: ({ line }) => formatNumber(line) },
  { id: 'handle', label: 'products.handle', cell: ({ handle }) => <bdi>{handle || '–'}</bdi> },
  { id: 'field', label: 'imports.field', cell: ({ field }) => field || '–' },
  { id: 'message', label: 'imports.message', cell: ({ message }) => message },
];

const isAtWork = ({ status }: Report): boolean => status === 'checking' || status === 'running';
const doneOf = (report: Report): number =>
  report.products_created + report.products_updated + report.products_unchanged + report.products_failed;

/** What an import would do, how it goes, and what is to be corrected in its file. */
export default function Import() {
  const t = useText();
  const { importId = '' } = useParams();
  const path = { params: { path: { import_id: importId } } };
  const detail = useDetail<Report>(
    ['import', importId],
    (headers, signal) => api().GET('/admin/products/imports/{import_id}', { ...path, headers, signal }),
    (report) => (report && !isAtWork(report) ? EVERY_MS : OFTEN_MS),
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
      actions={(report) => <Acts report={report} act={act} reload={detail.reload} />}
    >
      {(report) => (
        <div className={layout.stack}>
          {Boolean(act.error) && <ErrorNotice error={act.error} title={t('error.failed')} />}
          {report.failure && (
            <Notice tone="bad" title={t('imports.failed')}>
              {report.failure}
            </Notice>
          )}
          {report.status === 'checking' && <Notice title={t('tryout.running')}>{t('tryout.nothing')}</Notice>}
          {report.status === 'checked' && <Notice title={t('tryout.done')}>{t('tryout.doneText')}</Notice>}
          <Progress report={report} />
          {report.status === 'checked' && <Tryout report={report} />}
          <Faults
            title={t('imports.errors')}
            name="errors"
            of={told(report, report.errors)}
            all={report.error_count}
          />
          <Faults
            title={t('imports.warnings')}
            name="warnings"
            of={told(report, report.warnings)}
            all={report.warning_count}
          />
        </div>
      )}
    </DetailPage>
  );
}

/** The rows of a dry run have the notes on their products; those on the file as a whole are left. */
const told = ({ status }: Report, faults: Fault[]): Fault[] =>
  status === 'checked' ? faults.filter(({ handle }) => !handle) : faults;

interface ActsProps {
  report: Report;
  act: ReturnType<typeof useAct>;
  reload: () => Promise<void>;
}

function Acts({ report, act, reload }: ActsProps) {
  const t = useText();
  const [importing, setImporting] = useState(false);
  const { status, dry_run: dry } = report;
  const path = { params: { path: { import_id: report.import_id } } };
  const check = () =>
    void act.run(() => answer(api().POST('/admin/products/imports/{import_id}/check', path)));
  const start = () => answer(api().POST('/admin/products/imports/{import_id}/start', path));
  const begun = !dry && report.rows_done > 0;
  const idle = status === 'awaiting_upload' || status === 'stopped' || status === 'failed';
  return (
    <>
      {isAtWork(report) && (
        <Button
          busy={act.busy}
          onClick={() =>
            void act.run(() => answer(api().POST('/admin/products/imports/{import_id}/stop', path)))
          }
        >
          {t('imports.stop')}
        </Button>
      )}
      {report.to_correct_url && (
        <a className={`${ui.button} ${ui.quiet}`} href={report.to_correct_url}>
          <Icon name="download" size={16} /> {t('product.toCorrect')}
        </a>
      )}
      {report.to_correct_url && (
        <ButtonLink to="/products/imports?add=true">{t('tryout.another')}</ButtonLink>
      )}
      {idle && begun && (
        <Button look="primary" busy={act.busy} onClick={() => void act.run(start)}>
          {t(status === 'stopped' ? 'bulk.goOn' : 'imports.start')}
        </Button>
      )}
      {idle && !begun && (
        <>
          <Button busy={act.busy} onClick={() => void act.run(start)}>
            {t('tryout.atOnce')}
          </Button>
          <Button look="primary" busy={act.busy} onClick={check}>
            {t(status === 'stopped' && dry ? 'bulk.goOn' : 'tryout.check')}
          </Button>
        </>
      )}
      {status === 'checked' && (
        <>
          <Button busy={act.busy} onClick={check}>
            {t('tryout.again')}
          </Button>
          <Button
            look="primary"
            disabled={report.products_created + report.products_updated === 0}
            onClick={() => setImporting(true)}
          >
            {t('tryout.import', { count: report.products_created + report.products_updated })}
          </Button>
        </>
      )}
      {importing && (
        <ActionDialog
          title={t('tryout.importTitle')}
          consequences={consequences(report, t)}
          action={t('tryout.import', { count: report.products_created + report.products_updated })}
          onClose={() => setImporting(false)}
          submit={async () => {
            try {
              await start();
            } finally {
              await reload();
            }
          }}
        />
      )}
    </>
  );
}

function consequences(report: Report, t: ReturnType<typeof useText>): string[] {
  const counted = [
    [report.products_created, 'tryout.willCreate'],
    [report.products_updated, 'tryout.willUpdate'],
    [report.products_failed, 'tryout.willRefuse'],
  ] as const;
  return [
    ...counted.filter(([count]) => count > 0).map(([count, key]) => t(key, { count })),
    ...(report.mode === 'set_stock' ? [t('tryout.willCount')] : []),
    t('tryout.noUndo'),
  ];
}

function Progress({ report }: { report: Report }) {
  const t = useText();
  const all = Math.max(report.products_total ?? 1, 1);
  const through = report.status === 'succeeded' || report.status === 'checked';
  return (
    <Card title={t(report.dry_run ? 'bulk.wouldBe' : 'imports.progress')}>
      {!through && (
        <progress
          className={layout.progress}
          aria-label={t('imports.progress')}
          // How many there are is known once the file is read.
          max={all}
          value={report.products_total === null && isAtWork(report) ? undefined : doneOf(report)}
        />
      )}
      <Facts
        of={[
          [
            t(report.dry_run ? 'bulk.seen' : 'imports.done'),
            t('imports.ofAll', { done: doneOf(report), all: report.products_total ?? '…' }),
          ],
          [t('imports.created'), formatNumber(report.products_created)],
          [t('imports.updated'), formatNumber(report.products_updated)],
          [t('imports.unchanged'), formatNumber(report.products_unchanged)],
          [t('imports.refused'), formatNumber(report.products_failed)],
          [t('imports.mode'), t(report.mode === 'set_stock' ? 'imports.modeStock' : 'imports.modeUpdate')],
          [t('imports.by'), <Who key="by" id={report.created_by} />],
          [t('imports.at'), <When key="at" at={report.created_at} />],
        ]}
      />
    </Card>
  );
}

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
