import { useState } from 'react';
import { fileLink, listFiles, type LineFiles, type OrderRef } from '../../api/orders';
import type { Order } from '../../api/types';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/Notice';
import { formatMoment } from '../../lib/dates';
import { sizeOf } from '../../lib/sizes';
import { forget, useLoad } from '../../lib/useLoad';
import styles from '../Order.module.css';

type File = LineFiles['files'][number];

/** The files of what was bought, as often and as long as they can be downloaded; asked for anew when the order moved. */
export default function Files({ order, at }: { order: Order; at: OrderRef }) {
  const [turn, setTurn] = useState(0);
  const asked = `files:${order.id}:${order.version}:${turn}`;
  const { data: fresh, error } = useLoad(asked, (signal) => listFiles(at, signal));
  // What was known stays in sight while it is asked for anew, and so does the button that was pressed.
  const [data, setData] = useState<LineFiles[]>();
  if (fresh && fresh !== data) setData(fresh);
  if (error) return <ErrorNotice error={error} title="Your files cannot be listed" />;
  if (!data?.length) return null;
  return (
    <section aria-labelledby="files">
      <h2 id="files">Your files</h2>
      {data.map((line) => (
        <Line
          key={line.sku}
          line={line}
          at={at}
          took={() => {
            forget(`files:${order.id}`);
            setTurn(turn + 1);
          }}
        />
      ))}
    </section>
  );
}

function Line({ line, at, took }: { line: LineFiles; at: OrderRef; took: () => void }) {
  const { sku, consent, until, files } = line;
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState('');
  const [error, setError] = useState<unknown>();
  const [now] = useState(Date.now);
  const over = Date.parse(until) <= now;

  async function download({ id }: File) {
    setBusy(id);
    setError(undefined);
    try {
      const body = { sku, file_id: id, consent: consent && agreed ? consent.version : '' };
      window.location.assign((await fileLink(at, body)).url);
      took();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy('');
    }
  }

  return (
    <div className="stack">
      <p>
        {line.title}
        {line.variant_title && ` · ${line.variant_title}`}
        <span className="muted small">
          {' '}
          · {over ? 'could be downloaded' : 'can be downloaded'} until {formatMoment(until)}
        </span>
      </p>
      {consent && !over && (
        <label style={{ display: 'flex', gap: 'var(--space-2)', alignItems: 'flex-start' }} className="small">
          <input type="checkbox" checked={agreed} onChange={(event) => setAgreed(event.target.checked)} />
          <span>{consent.text}</span>
        </label>
      )}
      {line.consented_at && (
        <p className="muted small">
          You wanted this at once on {formatMoment(line.consented_at)}, so it cannot be withdrawn from.
        </p>
      )}
      {Boolean(error) && <ErrorNotice error={error} title="The file cannot be fetched" />}
      <ul className={styles.documents}>
        {files.map((file) => (
          <li key={file.id}>
            <div>
              <bdi>{file.name}</bdi>
              <p className="muted small">
                {sizeOf(file.size)} · {timesLeft(file.left)}
              </p>
            </div>
            <Button
              look="quiet"
              busy={busy === file.id}
              disabled={over || file.left === 0 || (consent !== null && !agreed)}
              onClick={() => void download(file)}
            >
              Download <span className="visually-hidden">{file.name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {(over || files.some(({ left }) => left === 0)) && (
        <p className="muted small">Write to us if you need it again.</p>
      )}
    </div>
  );
}

const timesLeft = (left: number): string =>
  left === 0 ? 'no downloads left' : left === 1 ? '1 download left' : `${left} downloads left`;
