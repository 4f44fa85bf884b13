import { config } from '../../../src/lib/config';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { Blank } from '../../ui/Notice';
import type { Content } from '../content/document';
import { DocumentPage } from '../content/DocumentPage';
import { Rows } from '../content/Rows';
import { newMarket, type Market } from './market';
import { MarketFields } from './MarketFields';
import { Trial } from './Trial';

const MOST = 60;

type Document = Content<'markets'> & { markets: Market[] };
const from = (stored: Content<'markets'> | undefined): Document => ({
  markets: (stored?.markets ?? []).map((market) => ({ ...newMarket(), ...market })),
});

/** Where the shop sells in another currency: written, tried, published, and what held before. */
export default function Markets() {
  const t = useText();
  const own = config().currency;
  const says = ({ name, currency, rate, open }: Market): string =>
    open ? t('markets.says', { name, own, currency, rate }) : t('markets.saysClosed', { name });
  return (
    <DocumentPage
      kind="markets"
      family="markets"
      title={t('markets.title')}
      from={from}
      consequences={({ markets }) => [...markets.map(says), t('markets.carts'), t('markets.kept')]}
    >
      {({ markets }, change) => (
        <>
          <p className="muted">{t('markets.hint', { own })}</p>
          {markets.length === 0 && (
            <Blank icon="globe" title={t('markets.empty')}>
              <p className="muted">{t('markets.emptyText', { own })}</p>
            </Blank>
          )}
          <Rows
            rows={markets}
            change={(rows) => change({ markets: rows })}
            name={({ name }, place) => name || t('markets.one', { place })}
          >
            {(market, set, at) => (
              <MarketFields key={market.id} name={`markets.${at}`} market={market} set={set} />
            )}
          </Rows>
          {markets.length < MOST && (
            <p>
              <Button onClick={() => change({ markets: [...markets, newMarket()] })}>
                {t('markets.add')}
              </Button>
            </p>
          )}
          {markets.length > 0 && <Trial markets={markets} />}
        </>
      )}
    </DocumentPage>
  );
}
