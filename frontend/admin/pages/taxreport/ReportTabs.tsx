import { useMay } from '../../frame/me';
import { Tabs } from '../../ui/Tabs';

/** What was sold, and to which businesses without tax. */
export function ReportTabs() {
  const mayKnowWho = useMay()('payments.read');
  if (!mayKnowWho) return null;
  return (
    <Tabs
      label="taxReport.title"
      of={[
        { to: '/prices/tax-report', label: 'taxReport.sales' },
        { to: '/prices/tax-report/businesses', label: 'taxReport.businesses' },
      ]}
    />
  );
}
