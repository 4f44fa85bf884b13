import { useState } from 'react';
import { Link } from 'react-router';
import { useAttempt } from '../../../src/lib/useAttempt';
import { Page } from '../../frame/Page';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { useGo } from '../../patterns/leave';
import { ScanField } from '../../patterns/ScanField';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { Card } from '../../ui/values';
import { levelsOf, type Level } from './codes';
import { StockTabs } from './StockTabs';

/** Which SKU: typed, or read off its label. */
export default function FindStock() {
  const t = useText();
  const go = useGo();
  const { error, attempt } = useAttempt();
  const [found, setFound] = useState<{ code: string; levels: Level[] }>();

  async function find(code: string) {
    const levels = await levelsOf(code);
    const [level, ...others] = levels;
    if (level && others.length === 0) go(`/stock/${encodeURIComponent(level.sku)}`);
    else setFound({ code, levels });
  }

  return (
    <Page title={t('stock.title')}>
      <StockTabs />
      <Card title={t('stock.find')}>
        <ScanField label={t('stock.scan')} scanned={(code) => void attempt(() => find(code))} />
        <p className="muted">{t('stock.findText')}</p>
        {Boolean(error) && <ErrorNotice error={error} />}
        {found?.levels.length === 0 && (
          <Notice tone="warn" title={t('stock.unknown', { code: found.code })}>
            {t('stock.unknownText')}
          </Notice>
        )}
        {found && found.levels.length > 0 && (
          <Notice title={t('stock.several', { code: found.code })}>
            <ul>
              {found.levels.map(({ sku, available }) => (
                <li key={sku}>
                  <Link to={`/stock/${encodeURIComponent(sku)}`}>
                    <bdi>{sku}</bdi>
                  </Link>{' '}
                  ({formatNumber(available)})
                </li>
              ))}
            </ul>
          </Notice>
        )}
      </Card>
    </Page>
  );
}
