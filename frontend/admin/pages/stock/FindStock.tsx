import { Page } from '../../frame/Page';
import { useText } from '../../i18n/useText';
import { useGo } from '../../patterns/leave';
import { ScanField } from '../../patterns/ScanField';
import { Card } from '../../ui/values';

/** Which SKU: typed, or read off its label. */
export default function FindStock() {
  const t = useText();
  const go = useGo();
  return (
    <Page title={t('stock.title')}>
      <Card title={t('stock.find')}>
        <ScanField label={t('stock.scan')} scanned={(code) => go(`/stock/${encodeURIComponent(code)}`)} />
        <p className="muted">{t('stock.findText')}</p>
      </Card>
    </Page>
  );
}
