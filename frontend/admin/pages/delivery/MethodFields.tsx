import { config } from '../../../src/lib/config';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import { Rows } from '../content/Rows';
import styles from '../content/content.module.css';
import { AmountField, ListField, PercentField, WholeField } from './fields';
import { BY_CARRIER, MEASURES, NEW_BAND, type Band, type CarrierPrice, type Method } from './rules';

interface Props {
  name: string;
  method: Method;
  sizes: string[];
  set: (part: Partial<Method>) => void;
}

/** A way to send: what it costs, by what, and how long it takes. */
export function MethodFields({ name, method, sizes, set }: Props) {
  const t = useText();
  const { currency } = config();
  return (
    <div className={styles.parts}>
      <div className={styles.pair}>
        <TextField
          label={t('delivery.name')}
          name={`${name}.name`}
          value={method.name}
          onChange={(text) => set({ name: text })}
          required
          maxLength={80}
        />
        <TextField
          label={t('delivery.id')}
          hint={t('delivery.idHint')}
          name={`${name}.id`}
          value={method.id}
          onChange={(id) => set({ id })}
          required
          maxLength={40}
          pattern="[a-z0-9]+(-[a-z0-9]+)*"
        />
        <SelectField
          label={t('delivery.by')}
          name={`${name}.by`}
          value={method.by}
          options={MEASURES.map((value) => ({ value, label: t(`delivery.by.${value}`) }))}
          onChange={(event) => {
            const by = event.target.value as Method['by'];
            // The limits of another measure mean nothing in this one.
            const bands =
              by === 'size' ? ['', ...sizes].map((size_class) => ({ ...NEW_BAND, size_class })) : [NEW_BAND];
            set({ by, bands });
          }}
        />
        <AmountField
          label={t('delivery.freeFrom', { currency })}
          name={`${name}.free_from`}
          value={method.free_from}
          currency={currency}
          change={(free_from) => set({ free_from })}
        />
        <WholeField
          label={t('delivery.minDays')}
          name={`${name}.min_days`}
          value={method.min_days}
          change={(min_days) => set({ min_days })}
        />
        <WholeField
          label={t('delivery.maxDays')}
          hint={t('delivery.daysHint')}
          name={`${name}.max_days`}
          value={method.max_days}
          change={(max_days) => set({ max_days })}
        />
        {sizes.length > 0 && (
          <ListField
            label={t('delivery.notFor')}
            hint={sizes.join(', ')}
            name={`${name}.not_for`}
            value={method.not_for}
            change={(not_for) => set({ not_for })}
          />
        )}
      </div>
      <CheckField
        label={t('delivery.toPoint')}
        checked={method.to_point}
        onChange={(event) => set({ to_point: event.target.checked })}
      />
      <CheckField
        label={t('delivery.carrier')}
        checked={Boolean(method.carrier)}
        onChange={(event) => set({ carrier: event.target.checked ? BY_CARRIER : null })}
      />
      {method.carrier && (
        <>
          <p className="muted">{t('delivery.carrierHint')}</p>
          <CarrierFields
            name={`${name}.carrier`}
            carrier={method.carrier}
            change={(carrier) => set({ carrier })}
          />
        </>
      )}
      <h4>{t('delivery.bands')}</h4>
      {method.carrier && <p className="muted">{t('delivery.carrierTable')}</p>}
      <Rows
        rows={method.bands}
        change={(bands) => set({ bands })}
        name={(_, place) => t('delivery.band', { place })}
      >
        {(band, setBand, at) => (
          <BandFields name={`${name}.bands.${at}`} {...{ band, by: method.by, sizes }} set={setBand} />
        )}
      </Rows>
      <p>
        <Button onClick={() => set({ bands: [...method.bands, NEW_BAND] })}>{t('delivery.addBand')}</Button>
      </p>
    </div>
  );
}

interface BandProps {
  name: string;
  band: Band;
  by: Method['by'];
  sizes: string[];
  set: (part: Partial<Band>) => void;
}

function BandFields({ name, band, by, sizes, set }: BandProps) {
  const t = useText();
  const { currency } = config();
  return (
    <div className={styles.pair}>
      {by === 'size' && (
        <SelectField
          label={t('delivery.size')}
          name={`${name}.size_class`}
          value={band.size_class}
          options={['', ...sizes].map((value) => ({ value, label: value || t('delivery.noSize') }))}
          onChange={(event) => set({ size_class: event.target.value })}
        />
      )}
      {by === 'value' && (
        <AmountField
          label={t('delivery.upTo.value', { currency })}
          name={`${name}.up_to`}
          value={band.up_to}
          currency={currency}
          change={(up_to) => set({ up_to })}
        />
      )}
      {(by === 'weight' || by === 'quantity') && (
        <WholeField
          label={t(`delivery.upTo.${by}`)}
          name={`${name}.up_to`}
          value={band.up_to}
          change={(up_to) => set({ up_to })}
        />
      )}
      <AmountField
        label={t('delivery.price', { currency })}
        name={`${name}.price`}
        value={band.price}
        currency={currency}
        required
        change={(price) => set({ price: price ?? -1 })}
      />
    </div>
  );
}

interface CarrierProps {
  name: string;
  carrier: CarrierPrice;
  change: (carrier: CarrierPrice) => void;
}

/** Which of a carrier's offers it is, and what the shop adds. */
function CarrierFields({ name, carrier, change }: CarrierProps) {
  const t = useText();
  const { currency } = config();
  return (
    <div className={styles.pair}>
      <ListField
        label={t('delivery.carrierServices')}
        hint={t('delivery.carrierServicesHint')}
        name={`${name}.services`}
        value={carrier.services}
        change={(services) => change({ ...carrier, services })}
      />
      <WholeField
        label={t('delivery.carrierDays')}
        name={`${name}.most_days`}
        value={carrier.most_days}
        change={(most_days) => change({ ...carrier, most_days })}
      />
      <PercentField
        label={t('delivery.carrierShare')}
        name={`${name}.share`}
        value={carrier.share}
        change={(share) => change({ ...carrier, share })}
      />
      <AmountField
        label={t('delivery.carrierPlus', { currency })}
        name={`${name}.plus`}
        value={carrier.plus}
        currency={currency}
        change={(plus) => change({ ...carrier, plus: plus ?? 0 })}
      />
    </div>
  );
}
