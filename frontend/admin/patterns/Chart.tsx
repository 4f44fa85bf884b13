import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/useText';
import { direction, formatNumber, spoken } from '../i18n/language';
import styles from './patterns.module.css';

export interface Series {
  name: string;
  values: (number | null)[];
}

interface Props {
  title: string;
  /** What the points are named along the bottom. */
  labels: string[];
  /** The first is the one that is told; the others are what it is compared with. */
  series: Series[];
  kind?: 'line' | 'bar';
  format?: (value: number) => string;
  /** The axis has room for less than `format` may say. */
  tick?: (value: number) => string;
}

/** Before it is measured. */
const WIDTH = 640;
const HEIGHT = 220;
const EDGE = { start: 56, end: 10, top: 12, bottom: 28 };
const INNER_HEIGHT = HEIGHT - EDGE.top - EDGE.bottom;
/** What a label along the bottom has room in. */
const LABEL = 72;

/** A round step that cuts `most` into about four: 1, 2 or 5 times a power of ten. */
export function stepFor(most: number): number {
  const rough = Math.max(most, 1e-9) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
}

/** As wide as its place, in CSS pixels: drawn at that width its text has the size that it is given, on telephones too. */
function useWidth() {
  const [width, setWidth] = useState(WIDTH);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = place.current;
    if (!here || typeof ResizeObserver === 'undefined') return;
    const seen = new ResizeObserver(([entry]) =>
      setWidth(Math.round(entry?.contentRect.width ?? 0) || WIDTH),
    );
    seen.observe(here);
    return () => seen.disconnect();
  }, []);
  return { place, width };
}

/** Values over time or by name. Drawn as SVG, which no content policy minds; its text is a table. */
export function Chart({
  title,
  labels,
  series,
  kind = 'line',
  format = (value) => formatNumber(value),
  tick: named = format,
}: Props) {
  const t = useText();
  const { place, width } = useWidth();
  const inner = width - EDGE.start - EDGE.end;
  const rtl = direction(spoken.use().language) === 'rtl';
  const all = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const step = stepFor(Math.max(0, ...all));
  const top = Math.max(step, Math.ceil(Math.max(0, ...all) / step) * step);
  const bottom = Math.min(0, Math.floor(Math.min(0, ...all) / step) * step);
  const ticks = Array.from({ length: Math.round((top - bottom) / step) + 1 }, (_, at) => bottom + at * step);
  const y = (value: number) => EDGE.top + ((top - value) / (top - bottom)) * INNER_HEIGHT;
  // Time runs the way the text does.
  const across = (share: number) => {
    const from = EDGE.start + share * inner;
    return rtl ? width - from : from;
  };
  const x = (index: number) => across((index + 0.5) / Math.max(1, labels.length));
  const every = Math.max(1, Math.ceil((labels.length * LABEL) / inner));
  const bar = (inner / Math.max(1, labels.length)) * 0.6;

  return (
    <figure ref={place} className={styles.chart}>
      <figcaption>
        <strong>{title}</strong>
        <span className={styles.legend}>
          {series.map(({ name }, index) => (
            <span key={name} data-series={index}>
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true" focusable="false">
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={across(0)} x2={across(1)} y1={y(tick)} y2={y(tick)} className={styles.grid} />
            <text x={rtl ? width - EDGE.start + 8 : EDGE.start - 8} y={y(tick) + 4} textAnchor="end">
              {named(tick)}
            </text>
          </g>
        ))}
        {labels.map(
          (label, index) =>
            index % every === 0 && (
              <text key={label} x={x(index)} y={HEIGHT - 8} textAnchor="middle">
                {label}
              </text>
            ),
        )}
        {kind === 'bar'
          ? series[0]?.values.map((value, index) =>
              value === null ? null : (
                <rect
                  key={labels[index]}
                  data-series={0}
                  x={x(index) - bar / 2}
                  width={bar}
                  y={Math.min(y(value), y(0))}
                  height={Math.abs(y(value) - y(0))}
                />
              ),
            )
          : [...series]
              .map((one, index) => ({ ...one, index }))
              .reverse()
              .map(({ name, values, index }) => (
                <path key={name} data-series={index} d={line(values, x, y)} />
              ))}
      </svg>
      <details>
        <summary>{t('chart.table')}</summary>
        {/* A box that scrolls can be scrolled by keyboard. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className={styles.shortBox} role="group" aria-label={title} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{title}</th>
                {series.map(({ name }) => (
                  <th key={name} scope="col" className={styles.end}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {labels.map((label, index) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  {series.map(({ name, values }) => {
                    const value = values[index];
                    return (
                      <td key={name} className={styles.end}>
                        {value === null || value === undefined ? '–' : format(value)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

/** A path through the values; what is not known breaks it. */
function line(values: (number | null)[], x: (index: number) => number, y: (value: number) => number): string {
  let pen = 'M';
  return values
    .map((value, index) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = 'L';
      return point;
    })
    .join('');
}
