import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { Page } from '../../frame/Page';
import { formatMoney, formatNumber, spoken, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Chart } from '../../patterns/Chart';
import layout from '../../patterns/patterns.module.css';
import { Button } from '../../ui/Button';
import { ErrorNotice, LoadFailed, Skeleton } from '../../ui/Notice';
import { Card } from '../../ui/values';
import {
  roundMoney,
  change,
  hourIn,
  listOf,
  soFar,
  SPANS,
  stepName,
  useFigures,
  type Figures,
  type Link as ToList,
  type Numbers,
  type Span,
} from './figures';
import styles from './home.module.css';

const isSpan = (text: string | null): text is Span => text !== null && text in SPANS;

/** How the shop does, and what waits for whoever looks. */
export default function Home() {
  const t = useText();
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const asked = params.get('span');
  const span = isSpan(asked) ? asked : 'today';
  // What day it is in the shop, the shop says.
  const today = useFigures('today', 'week', undefined);
  const last = span === 'today' ? undefined : today.data?.last;
  const week = useFigures(span, 'week', last);
  const year = useFigures(span, 'year', last);
  const failed = today.error ?? week.error ?? year.error;

  return (
    <Page
      title={t('home.title')}
      actions={
        <div role="group" aria-label={t('home.span')} className={styles.spans}>
          {(Object.keys(SPANS) as Span[]).map((one) => (
            <Button
              key={one}
              aria-pressed={one === span}
              onClick={() => setParams(one === 'today' ? {} : { span: one }, { replace: true })}
            >
              {t(`home.span.${one}`)}
            </Button>
          ))}
        </div>
      }
    >
      {week.data && year.data ? (
        <>
          <Tiles span={span} week={week.data} year={year.data} />
          <div className={layout.columns}>
            <div className={layout.stack}>
              <Sales span={span} week={week.data} year={year.data} />
              <BestSellers of={week.data} />
            </div>
            <div className={layout.stack}>
              <Waiting />
              {may('stock.read') && <Reorder />}
            </div>
          </div>
        </>
      ) : failed ? (
        <LoadFailed
          error={failed}
          retry={() => {
            for (const one of [today, week, year]) if (one.error) void one.refetch();
          }}
        />
      ) : (
        <Skeleton rows={8} />
      )}
    </Page>
  );
}

interface Compared {
  span: Span;
  week: Figures;
  year: Figures;
}

/** What it is compared with: of a day that goes on, what had come by now; a month overlaps with the one a week before. */
function before(span: Span, figures: Figures, compare: 'week' | 'year'): Numbers | null {
  const { compared, time_zone } = figures;
  if (!compared || (span === 'month' && compare === 'week')) return null;
  return span === 'today' ? soFar(compared.steps, time_zone) : compared.total;
}

function Tiles({ span, week, year }: Compared) {
  const t = useText();
  const { total, links, currency } = week;
  const money = (amount: number | null) =>
    amount === null ? '–' : formatMoney({ amount: Math.round(amount), currency });
  const share = (value: number | null) =>
    value === null ? '–' : formatNumber(value, { style: 'percent', maximumFractionDigits: 1 });
  const count = (value: number | null) => (value === null ? '–' : formatNumber(value));
  const then = [
    { label: t(span === 'today' ? 'home.lastWeekByNow' : 'home.lastWeek'), of: before(span, week, 'week') },
    { label: t(span === 'today' ? 'home.lastYearByNow' : 'home.lastYear'), of: before(span, year, 'year') },
  ];
  const told: [label: string, of: keyof Numbers, shown: (value: number | null) => string, link?: ToList][] = [
    [t('home.paid'), 'paid', count, links.paid],
    [t('home.net'), 'net', money, links.paid],
    [t('home.average'), 'average', money, links.paid],
    [t('home.conversion'), 'conversion', share, links.placed],
  ];
  return (
    <section aria-label={t('home.figures')} className={styles.tiles}>
      {told.map(([label, name, shown, link]) => (
        <Tile key={name} label={label} value={shown(total[name])} link={link}>
          {then.map(
            ({ label: when, of: numbers }) =>
              numbers && (
                <p key={when} className={styles.then}>
                  <span>{when}</span> <bdi>{shown(numbers[name])}</bdi>{' '}
                  <bdi>{change(total[name], numbers[name])}</bdi>
                </p>
              ),
          )}
        </Tile>
      ))}
      <Tile label={t('home.failed')} value={count(total.payments_failed)} link={links.payments_failed}>
        <p className={styles.then}>{t('home.failedText')}</p>
      </Tile>
    </section>
  );
}

function Tile({
  label,
  value,
  link,
  children,
}: {
  label: string;
  value: string;
  link: ToList | undefined;
  children?: ReactNode;
}) {
  const may = useMay();
  const to = link && listOf(link, may);
  return (
    <div className={styles.tile}>
      <h2>{label}</h2>
      <p className={styles.value}>
        {to ? (
          <Link to={to} aria-label={`${label}: ${value}`}>
            <bdi>{value}</bdi>
          </Link>
        ) : (
          <bdi>{value}</bdi>
        )}
      </p>
      {children}
    </div>
  );
}

function Sales({ span, week, year }: Compared) {
  const t = useText();
  spoken.use();
  const hour = hourIn(week.time_zone);
  const still = (at: string) => span !== 'today' || Number(at.slice(11)) <= hour;
  const beside = (name: string, { compared }: Figures) =>
    compared ? [{ name, values: compared.steps.map(({ net }) => net) }] : [];
  return (
    <div className={styles.chart}>
      <Chart
        title={t(span === 'today' ? 'home.byHour' : 'home.byDay')}
        labels={week.steps.map(({ at }) => stepName(at))}
        series={[
          {
            name: t(`home.span.${span}`),
            values: week.steps.map(({ at, net }) => (still(at) ? net : null)),
          },
          ...(span === 'month' ? [] : beside(t('home.lastWeek'), week)),
          ...beside(t('home.lastYear'), year),
        ]}
        format={(amount) => formatMoney({ amount, currency: week.currency })}
        tick={(amount) => roundMoney(amount, week.currency)}
      />
    </div>
  );
}

function BestSellers({ of: { best_sellers: sold, all_counted } }: { of: Figures }) {
  const t = useText();
  const may = useMay();
  if (!sold) return null;
  return (
    <Card title={t('home.best')}>
      {sold.length === 0 && <p className="muted">{t('home.bestNone')}</p>}
      <ol className={styles.list}>
        {sold.map(({ sku, units, link }) => (
          <Line
            key={sku}
            name={<bdi>{sku}</bdi>}
            count={t('home.units', { count: units })}
            to={listOf(link, may)}
          />
        ))}
      </ol>
      {!all_counted && <p className="muted small">{t('home.bestPart')}</p>}
    </Card>
  );
}

function Line({ name, count, to }: { name: ReactNode; count: string; to: string | null }) {
  return (
    <li>
      {to ? <Link to={to}>{name}</Link> : name} <bdi className={styles.count}>{count}</bdi>
    </li>
  );
}

function Waiting() {
  const t = useText();
  const may = useMay();
  const { data, error } = useQuery({
    queryKey: ['waiting'],
    queryFn: ({ signal }) => answer(api().GET('/admin/backoffice/waiting', { signal })),
    refetchInterval: 60_000,
  });
  const mine = data?.items.filter(
    ({ permission, count }) => count > 0 && may(permission as Parameters<typeof may>[0]),
  );
  return (
    <Card title={t('home.waiting')}>
      {mine ? (
        <>
          {mine.length === 0 && <p className="muted">{t('home.waitingNone')}</p>}
          <ul className={styles.list}>
            {mine.map(({ what, count, more, link }) => (
              <Line
                key={what}
                name={worded('waiting', what)}
                count={`${formatNumber(count)}${more ? '+' : ''}`}
                to={listOf(link, may)}
              />
            ))}
          </ul>
        </>
      ) : error ? (
        <ErrorNotice error={error} title={t('error.load')} />
      ) : (
        <Skeleton rows={4} />
      )}
    </Card>
  );
}

function Reorder() {
  const t = useText();
  const { data, error } = useQuery({
    queryKey: ['reorder', 'first'],
    queryFn: ({ signal }) =>
      answer(api().GET('/admin/stock/reorder', { params: { query: { limit: 5 } }, signal })),
  });
  return (
    <Card title={t('home.reorder')} actions={<Link to="/stock/reorder">{t('home.all')}</Link>}>
      {data ? (
        <>
          {data.items.length === 0 && <p className="muted">{t('home.reorderNone')}</p>}
          <ul className={styles.list}>
            {data.items.map(({ sku, available }) => (
              <Line
                key={sku}
                name={<bdi>{sku}</bdi>}
                count={t('home.left', { count: available })}
                to={`/stock/${encodeURIComponent(sku)}`}
              />
            ))}
          </ul>
        </>
      ) : error ? (
        <ErrorNotice error={error} title={t('error.load')} />
      ) : (
        <Skeleton rows={4} />
      )}
    </Card>
  );
}
