import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { Money } from '../../ui/values';
import { decimal, monthsUntil } from './report';
import { ReportTabs } from './ReportTabs';

type Business = components['schemas']['StatedBusinessView'];

/** The recapitulative statement of a month: what businesses elsewhere in the union bought without tax. */
export default function Businesses() {
  const t = useText();
  const months = monthsUntil(new Date());
  const columns: Column<Business>[] = [
    {
      ...{ id: 'number', label: 'taxReport.vatNumber' },
      cell: ({ vat_number }) => <bdi>{vat_number}</bdi>,
      text: ({ vat_number }) => vat_number,
    },
    {
      ...{ id: 'supply', label: 'taxReport.supply' },
      cell: ({ supply }) => t(supply === 'goods' ? 'taxReport.goods' : 'taxReport.services'),
      text: ({ supply }) => supply,
    },
    {
      ...{ id: 'net', label: 'taxReport.net', end: true },
      cell: ({ net }) => <Money of={net} />,
      text: ({ net }) => `${decimal(net)} ${net.currency}`,
    },
    {
      ...{ id: 'euros', label: 'taxReport.netInEuros', end: true, from: 'tablet' },
      cell: ({ net_in_euros }) => (net_in_euros ? <Money of={net_in_euros} /> : '–'),
      text: ({ net_in_euros }) => (net_in_euros ? decimal(net_in_euros) : ''),
    },
  ];
  return (
    <ListPage
      name="tax-businesses"
      title="taxReport.title"
      columns={columns}
      filters={[
        { name: 'month', label: 'taxReport.month', kind: 'select', values: months, named: (month) => month },
      ]}
      load={({ month }, cursor, signal) =>
        answer(
          api().GET('/admin/tax-reports/{period}/businesses', {
            params: { path: { period: month ?? months[0] ?? '' }, query: { limit: 100, cursor } },
            signal,
          }),
        )
      }
      id={({ vat_number, supply, net }) => `${vat_number} ${supply} ${net.currency}`}
      above={<ReportTabs />}
      empty={{ title: 'taxReport.noBusinesses', text: 'taxReport.noBusinessesText' }}
    />
  );
}
