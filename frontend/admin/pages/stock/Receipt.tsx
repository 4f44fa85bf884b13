import { useRef, useState, type SubmitEvent } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { randomId } from '../../../src/lib/ids';
import { useAttempt } from '../../../src/lib/useAttempt';
import { useMay } from '../../frame/me';
import { Page } from '../../frame/Page';
import { errorText, formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { useLeaveGuard } from '../../patterns/leave';
import { ScanAnswer, useInTurn, useSaid } from '../../patterns/ScanAnswer';
import { ScanField } from '../../patterns/ScanField';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import { Blank, ErrorNotice, Notice } from '../../ui/Notice';
import { formValues } from '../../ui/ProblemForm';
import { Card } from '../../ui/values';
import { levelsOf } from './codes';
import styles from './stock.module.css';
import { StockTabs } from './StockTabs';

interface Line {
  sku: string;
  name: string;
  quantity: number;
}
type Received = components['schemas']['ReceivedView'];

/** A request takes no more. */
const MOST = 100;

/** Goods that came in together: scanned or typed one after the other, and booked at once. */
export default function Receipt() {
  const t = useText();
  const may = useMay()('stock.write');
  const inTurn = useInTurn();
  const { held, say } = useSaid();
  const { busy, error, attempt } = useAttempt();
  const [lines, setLines] = useState<Line[]>([]);
  const [booked, setBooked] = useState<Received[]>();
  const sending = useRef({ sent: '', key: '' });
  const release = useLeaveGuard(lines.length > 0);

  async function add(code: string) {
    const known = lines.find(({ sku }) => sku === code);
    try {
      const levels = known ? [] : await levelsOf(code);
      const [level, ...others] = levels;
      const sku = known?.sku ?? level?.sku;
      if (!sku) {
        say({ tone: 'bad', title: t('stock.unknown', { code }), text: t('stock.unknownText') });
        return;
      }
      if (others.length > 0) {
        say({
          tone: 'warn',
          title: t('stock.several', { code }),
          text: levels.map((one) => one.sku).join(', '),
        });
        return;
      }
      setBooked(undefined);
      setLines((before) => {
        const held = before.find((line) => line.sku === sku);
        if (held)
          return before.map((line) => (line === held ? { ...line, quantity: line.quantity + 1 } : line));
        return [...before, { sku, name: level?.handle ?? '', quantity: 1 }];
      });
      say({ tone: 'good', title: t('receipt.added', { sku }), text: t('receipt.addedText') });
    } catch (failure) {
      say({ tone: 'bad', title: errorText(failure), again: () => inTurn(() => add(code)) });
    }
  }

  const set = (sku: string, quantity: number) =>
    setLines((before) => before.map((line) => (line.sku === sku ? { ...line, quantity } : line)));

  async function book(reason: string) {
    const body = { lines: lines.map(({ sku, quantity }) => ({ sku, quantity })), reason };
    const sent = JSON.stringify(body);
    // The same delivery sent again, after a lost answer, is booked once.
    if (sending.current.sent !== sent) sending.current = { sent, key: randomId() };
    const said = await answer(
      api().POST('/admin/stock/receipts', {
        params: { header: { 'Idempotency-Key': sending.current.key } },
        body,
      }),
    );
    sending.current = { sent: '', key: '' };
    const refused = new Set(said.lines.filter((line) => line.refused).map(({ sku }) => sku));
    setBooked(said.lines);
    setLines((before) => before.filter(({ sku }) => refused.has(sku)));
    if (refused.size === 0) release();
  }

  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const { reason = '' } = formValues(event.currentTarget);
    if (!busy) void attempt(() => book(reason));
  }

  return (
    <Page title={t('receipt.title')}>
      <StockTabs />
      {!may ? (
        <Blank icon="lock" title={t('noPermission.title')} />
      ) : (
        <>
          <Card title={t('receipt.scan')}>
            <ScanField many label={t('receipt.code')} scanned={(code) => inTurn(() => add(code))} />
            <ScanAnswer held={held} />
          </Card>
          {booked && <Booked lines={booked} />}
          {lines.length > 0 ? (
            <Card title={t('receipt.lines', { count: lines.length })}>
              {Boolean(error) && <ErrorNotice error={error} title={t('error.failed')} />}
              {lines.length > MOST && <Notice tone="warn">{t('receipt.tooMany', { most: MOST })}</Notice>}
              <form className={styles.form} onSubmit={send}>
                <ul className={styles.lines}>
                  {lines.map(({ sku, name, quantity }) => (
                    <li key={sku}>
                      <div className={styles.grow}>
                        <strong>
                          <bdi>{sku}</bdi>
                        </strong>
                        <p className="muted small">{name}</p>
                      </div>
                      <input
                        className={styles.units}
                        type="number"
                        inputMode="numeric"
                        min={1}
                        max={1_000_000}
                        required
                        aria-label={t('receipt.unitsOf', { sku })}
                        value={quantity || ''}
                        onFocus={(event) => event.currentTarget.select()}
                        onChange={(event) => set(sku, Math.trunc(event.currentTarget.valueAsNumber || 0))}
                      />
                      <Button
                        className={styles.large}
                        aria-label={t('receipt.remove', { sku })}
                        onClick={() => setLines((before) => before.filter((line) => line.sku !== sku))}
                      >
                        <Icon name="close" />
                      </Button>
                    </li>
                  ))}
                </ul>
                <TextField label={t('receipt.reason')} name="reason" required maxLength={200} />
                <Button
                  type="submit"
                  look="primary"
                  className={styles.large}
                  busy={busy}
                  disabled={lines.length > MOST}
                >
                  {t('receipt.book', { count: lines.reduce((sum, { quantity }) => sum + quantity, 0) })}
                </Button>
              </form>
            </Card>
          ) : (
            !booked && (
              <Blank icon="scan" title={t('receipt.none')}>
                <p className="muted">{t('receipt.noneText')}</p>
              </Blank>
            )
          )}
        </>
      )}
    </Page>
  );
}

function Booked({ lines }: { lines: Received[] }) {
  const t = useText();
  const refused = lines.filter((line) => line.refused);
  return (
    <Notice
      tone={refused.length > 0 ? 'warn' : 'good'}
      title={t('receipt.booked', { count: lines.length - refused.length })}
    >
      <ul>
        {lines.map(({ sku, quantity, stock, refused }) => (
          <li key={sku}>
            {refused ? (
              t('receipt.refused', { sku, reason: refused })
            ) : (
              <>
                {formatNumber(quantity)} ×{' '}
                <Link to={`/stock/${encodeURIComponent(sku)}`}>
                  <bdi>{sku}</bdi>
                </Link>
                {stock && `: ${t('receipt.now', { onHand: stock.on_hand })}`}
              </>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
