import { Suspense, useRef, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMay } from '../../frame/me';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Blank, Notice } from '../../ui/Notice';
import { formValues } from '../../ui/ProblemForm';
import { Card, StateBadge } from '../../ui/values';
import { LazyManifests } from '../carrying/lazyCarrying';
import styles from './fulfilment.module.css';
import { isHere, type Batch, type Parcel } from './parcels';

type Dispatched = components['schemas']['DispatchedView'];
type Handed = components['schemas']['HandedView'];

/** The API stops after 20 s and says so; a batch of fifty takes two turns at most. */
const TURNS = 10;

const reasonOf = ({ code, detail }: Handed): string => {
  const words = worded('error', code ?? '');
  return words === (code ?? '').replaceAll('_', ' ') ? (detail ?? '') : words;
};

/** A batch leaves: what is packed is handed over, and said of each parcel how it fared. */
export function Ship({ batch, changed }: { batch: Batch; changed: () => Promise<void> }) {
  const t = useText();
  const may = useMay()('shipments.write');
  const [asked, setAsked] = useState(false);
  const [result, setResult] = useState<Dispatched>();
  const codes = useRef<HTMLFormElement>(null);
  const here = batch.shipments.filter(isHere);
  const packed = here.filter(({ work }) => work?.packing);
  const byHand = packed.filter(({ carrier }) => carrier === 'manual');
  const numberOf = (id: string) => batch.shipments.find((parcel) => parcel.id === id)?.order_number ?? id;

  async function dispatch() {
    const typed = codes.current ? formValues(codes.current) : {};
    const parcels = byHand.flatMap(({ id }) =>
      typed[id] ? [{ shipment_id: id, tracking_code: typed[id] }] : [],
    );
    try {
      for (let turn = 0; turn < TURNS; turn += 1) {
        const said = await answer(
          api().POST('/admin/batches/{batch_id}/dispatch', {
            params: { path: { batch_id: batch.id } },
            body: { parcels },
          }),
        );
        setResult(said);
        if (said.done) return;
      }
    } finally {
      await changed();
    }
  }

  return (
    <div className={styles.stack}>
      {result && <Result of={result} numberOf={numberOf} />}
      {packed.length === 0 ? (
        !result && <Blank icon="truck" title={t('ship.nothing')} />
      ) : (
        <Card title={t('ship.packed', { count: packed.length })}>
          {here.length > packed.length && (
            <Notice tone="info">{t('ship.notPacked', { count: here.length - packed.length })}</Notice>
          )}
          <form ref={codes} className={styles.stack} onSubmit={(event) => event.preventDefault()}>
            <ul className={styles.lines}>
              {packed.map((parcel) => (
                <li key={parcel.id} className={styles.line}>
                  <Way of={parcel} />
                </li>
              ))}
            </ul>
          </form>
          {may && (
            <Button look="primary" className={styles.large} onClick={() => setAsked(true)}>
              {t('ship.dispatch', { count: packed.length })}
            </Button>
          )}
        </Card>
      )}
      {may && (Boolean(result) || here.length < batch.shipments.length) && (
        <Suspense>
          <LazyManifests batchId={batch.id} />
        </Suspense>
      )}
      {asked && (
        <ActionDialog
          title={t('ship.dispatch', { count: packed.length })}
          consequences={[t('ship.text'), t('shipments.dispatchLetter'), t('ship.final')]}
          action={t('ship.dispatch', { count: packed.length })}
          onClose={() => setAsked(false)}
          submit={dispatch}
        />
      )}
    </div>
  );
}

/** How a parcel goes: under its carrier's tracking code, or under one that is typed. */
function Way({ of: { id, order_number, carrier, tracking_code, address } }: { of: Parcel }) {
  const t = useText();
  return (
    <>
      <div className={styles.grow}>
        <strong>
          <bdi>{order_number}</bdi>
        </strong>
        <p className="muted small">
          {address.name}, {address.city}
        </p>
      </div>
      {carrier === 'manual' ? (
        <TextField
          label={t('ship.codeOf', { number: order_number })}
          name={id}
          maxLength={100}
          autoComplete="off"
        />
      ) : (
        <span>
          {carrier} <bdi>{tracking_code}</bdi>
        </span>
      )}
    </>
  );
}

function Result({
  of: { parcels, closed_at },
  numberOf,
}: {
  of: Dispatched;
  numberOf: (id: string) => string;
}) {
  const t = useText();
  const refused = parcels.filter(({ outcome }) => outcome === 'refused');
  const gone = parcels.length - refused.length;
  return (
    <>
      <Notice tone={refused.length > 0 ? 'warn' : 'good'} title={t('ship.gone', { count: gone })}>
        {refused.length > 0 ? t('ship.stay', { count: refused.length }) : closed_at && t('batch.done')}
      </Notice>
      <Card title={t('ship.results')}>
        <ul className={styles.lines}>
          {parcels.map((handed) => (
            <li key={handed.shipment_id} className={styles.line}>
              <bdi className={styles.grow}>{numberOf(handed.shipment_id)}</bdi>
              <StateBadge
                state={handed.outcome}
                tone={handed.outcome === 'refused' ? 'bad' : handed.outcome === 'already' ? 'info' : 'good'}
              />
              {handed.outcome === 'refused' && <span>{reasonOf(handed)}</span>}
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}
