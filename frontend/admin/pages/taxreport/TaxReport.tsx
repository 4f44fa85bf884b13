import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { Page } from '../../frame/Page';
import { formatMoney } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { csvOf, download } from '../../patterns/csv';
import { DataTable } from '../../patterns/DataTable';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { Button } from '../../ui/Button';
import { SelectField } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import { Blank, LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import { Card, Money } from '../../ui/values';
import { ExchangeRates } from './ExchangeRates';
import {
  HEAD,
  linesOf,
  monthsUntil,
  percent,
  placeName,
  quartersUntil,
  type Report,
  type Row,
} from './report';
import { ReportTabs } from './ReportTabs';

const keyOf = (period: string) => ['tax-report', period];
const idOf = ({ scheme, place, rate, category, supply, corrects, net }: Row): string =>
  [scheme, place, rate, category, supply, corrects, net.currency].join();

const PLACE: Column<Row> = { id: 'place', label: 'taxReport.place', cell: ({ place }) => placeName(place) };
const AMOUNTS: Column<Row>[] = [
  { id: 'net', label: 'taxReport.net', end: true, cell: ({ net }) => <Money of={net} /> },
  { id: 'tax', label: 'taxReport.tax', end: true, cell: ({ tax }) => <Money of={tax} /> },
];
const IN_EUROS: Column<Row> = {
  ...{ id: 'euros', label: 'taxReport.taxInEuros', end: true },
  cell: ({ euros }) => (euros ? <Money of={euros.tax} /> : '–'),
};

/** What is told the tax office of a month or a quarter, by the return it is declared in. */
export default function TaxReport() {
  const t = useText();
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const now = new Date();
  const quarters = quartersUntil(now);
  const period = params.get('period') ?? quarters[0] ?? '';
  const query = useQuery({
    queryKey: keyOf(period),
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/tax-reports/{period}', { params: { path: { period } }, signal })),
  });
  const report = query.data;
  return (
    <Page
      title={t('taxReport.title')}
      actions={
        <Button
          disabled={!report}
          onClick={() => {
            if (report) download(`taxes-${period}.csv`, 'text/csv', csvOf([HEAD, ...linesOf(report)]));
          }}
        >
          <Icon name="download" /> {t('list.csv')}
        </Button>
      }
    >
      <ReportTabs />
      <SelectField
        label={t('taxReport.period')}
        name="period"
        value={period}
        onChange={(event) => setParams({ period: event.target.value }, { replace: true })}
        options={[...quarters, ...monthsUntil(now)].map((value) => ({ value, label: value }))}
      />
      {query.isPending && <Skeleton />}
      {query.error && <LoadFailed error={query.error} retry={() => void query.refetch()} />}
      {report && <Shown report={report} entered={(next) => queries.setQueryData(keyOf(period), next)} />}
    </Page>
  );
}

function Shown({ report, entered }: { report: Report; entered: (next: Report) => void }) {
  const t = useText();
  const inOneStop = report.rows.filter(({ scheme }) => scheme === 'oss');
  const others = report.rows.filter(({ scheme }) => scheme !== 'oss');
  const supply: Column<Row> = {
    ...{ id: 'supply', label: 'taxReport.supply', from: 'tablet' },
    cell: (row) => t(row.supply === 'goods' ? 'taxReport.goods' : 'taxReport.services'),
  };
  const rate: Column<Row> = {
    ...{ id: 'rate', label: 'taxReport.rate', end: true },
    cell: (row) => percent(row.rate),
  };
  return (
    <div className={layout.stack}>
      {report.invoices_wait && <Notice tone="warn">{t('taxReport.invoicesWait')}</Notice>}
      {report.rows.length + report.corrections.length === 0 && (
        <Blank icon="payments" title={t('taxReport.nothing')} />
      )}
      <ExchangeRates report={report} entered={entered} />
      {inOneStop.length + report.corrections.length > 0 && (
        <Card title={t('taxReport.oss')}>
          <p>
            {report.to_pay
              ? t('taxReport.toPay', { amount: formatMoney(report.to_pay) })
              : t('taxReport.ratesWanting', { currencies: report.wanting.join(', ') })}
          </p>
          <DataTable
            short
            label={t('taxReport.oss')}
            columns={[PLACE, supply, rate, ...AMOUNTS, IN_EUROS]}
            rows={inOneStop}
            id={idOf}
          />
          {report.corrections.length > 0 && (
            <>
              <h3>{t('taxReport.corrections')}</h3>
              <DataTable
                short
                label={t('taxReport.corrections')}
                columns={[
                  PLACE,
                  {
                    id: 'corrects',
                    label: 'taxReport.corrects',
                    cell: ({ corrects }) => <bdi>{corrects}</bdi>,
                  },
                  ...AMOUNTS,
                  IN_EUROS,
                ]}
                rows={report.corrections}
                id={idOf}
              />
            </>
          )}
        </Card>
      )}
      {others.length > 0 && (
        <Card title={t('taxReport.others')}>
          <DataTable
            short
            label={t('taxReport.others')}
            columns={[
              {
                ...{ id: 'scheme', label: 'taxReport.scheme' },
                cell: ({ scheme }) => (scheme === 'oss' ? '' : t(`taxReport.scheme.${scheme}`)),
              },
              PLACE,
              supply,
              rate,
              ...AMOUNTS,
              {
                ...{ id: 'documents', label: 'taxReport.documents', end: true, from: 'desk' },
                cell: ({ documents }) => documents,
              },
            ]}
            rows={others}
            id={idOf}
          />
        </Card>
      )}
    </div>
  );
}
