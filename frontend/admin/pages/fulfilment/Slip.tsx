import { useText } from '../../i18n/useText';
import { PrintSheet } from '../../patterns/PrintSheet';
import { When } from '../../ui/values';
import styles from './fulfilment.module.css';
import { Address, linesOf, nameOf, placeOfPoint, type Parcel } from './parcels';

/** The slips of parcels, each on a sheet of its own. */
export function PrintSlips({ of: parcels, printed }: { of: Parcel[]; printed: (of: Parcel[]) => void }) {
  const t = useText();
  if (parcels.length === 0) return null;
  return (
    <PrintSheet label={t('slip.print', { count: parcels.length })} printed={() => printed(parcels)}>
      {parcels.map((parcel) => (
        <Slip key={parcel.id} of={parcel} />
      ))}
    </PrintSheet>
  );
}

function Slip({ of: parcel }: { of: Parcel }) {
  const t = useText();
  const { order_number, created_at, carrier, service, tracking_code, work } = parcel;
  const left = (work?.shortages ?? []).filter(({ accepted }) => accepted);
  const leftOut = left.reduce((sum, { units }) => sum + units, 0);
  return (
    <section className={styles.slip}>
      <h1>{t('slip.title', { number: order_number })}</h1>
      <p>
        <When at={created_at} /> · {carrier} · {service} <bdi>{tracking_code}</bdi>
      </p>
      <Address of={parcel} />
      {parcel.pickup_point && (
        <p>
          {t('point.to')}: <bdi>{placeOfPoint(parcel.pickup_point).join(', ')}</bdi>
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">{t('slip.units')}</th>
            <th scope="col">{t('stock.sku')}</th>
            <th scope="col">{t('slip.what')}</th>
          </tr>
        </thead>
        <tbody>
          {linesOf(parcel).map((line) => (
            <tr key={line.sku}>
              <td>{line.quantity - line.short}</td>
              <td>
                <bdi>{line.sku}</bdi>
              </td>
              <td>{nameOf(line)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {leftOut > 0 && <p>{t('slip.leftOut', { count: leftOut })}</p>}
    </section>
  );
}
