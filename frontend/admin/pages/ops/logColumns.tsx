import { Link } from 'react-router';
import type { components } from '../../../src/api/schema';
import type { Column } from '../../patterns/table';
import { StateBadge, When } from '../../ui/values';
import styles from './ops.module.css';

export type Line = components['schemas']['LogsEntryView'];

const fieldsOf = ({ fields }: Line): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');

/** Leads to its group, where the service worked out which one it is. */
function ErrorType({ of: { type, fingerprint } }: { of: NonNullable<Line['error']> }) {
  return fingerprint ? <Link to={`/errors/${fingerprint}`}>{type}</Link> : type;
}

/** A log line, with what it carries; the same in the search and in a trace. */
export const LOG_COLUMNS: Column<Line>[] = [
  { id: 'time', label: 'logs.time', cell: ({ time }) => <When at={time} />, text: ({ time }) => time },
  {
    id: 'level',
    label: 'logs.level',
    cell: ({ level }) => <StateBadge state={level} />,
    text: ({ level }) => level,
  },
  {
    id: 'service',
    label: 'logs.service',
    from: 'tablet',
    cell: ({ service }) => service,
    text: ({ service }) => service,
  },
  {
    id: 'message',
    label: 'logs.message',
    cell: (line) => (
      <div dir="ltr">
        {line.message}
        {line.error && (
          <strong>
            {' '}
            <ErrorType of={line.error} />: {line.error.message}
          </strong>
        )}
        <span className={styles.body}>{fieldsOf(line)}</span>
      </div>
    ),
    text: (line) => `${line.message} ${fieldsOf(line)}`,
  },
];

export const TRACE_COLUMN: Column<Pick<Line, 'correlation_id'>> = {
  id: 'trace',
  label: 'audit.trace',
  from: 'tablet',
  cell: ({ correlation_id }) =>
    correlation_id ? (
      <Link to={`/traces/${correlation_id}`}>
        <bdi>{correlation_id.slice(0, 8)}</bdi>
      </Link>
    ) : (
      '–'
    ),
  text: ({ correlation_id }) => correlation_id,
};
