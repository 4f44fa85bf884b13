import { config } from '../../../src/lib/config';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import { Card } from '../../ui/values';
import { Rows } from '../content/Rows';
import styles from '../content/content.module.css';
import { AreaFields } from './AreaFields';
import { AmountField, ListField, WholeField } from './fields';
import { countryOptions, dayName, NEW_SURCHARGE, WEEK, type Rules } from './rules';

interface Props {
  value: Rules;
  change: (part: Partial<Rules>) => void;
}

/** When parcels leave: where from, until which hour, after how many days, and on which days nobody works. */
export function ShopFields({ value, change }: Props) {
  const t = useText();
  return (
    <Card title={t('delivery.shop')}>
      <div className={styles.pair}>
        <SelectField
          label={t('delivery.country')}
          hint={t('delivery.countryHint')}
          name="country"
          value={value.country}
          options={countryOptions()}
          onChange={(event) => change({ country: event.target.value })}
        />
        <TextField
          label={t('delivery.cutOff')}
          hint={t('delivery.cutOffHint')}
          name="cut_off"
          type="time"
          value={value.cut_off}
          onChange={(cut_off) => change({ cut_off })}
          required
        />
        <TextField
          label={t('delivery.timeZone')}
          hint={t('delivery.timeZoneHint')}
          name="time_zone"
          value={value.time_zone}
          onChange={(time_zone) => change({ time_zone })}
          maxLength={60}
        />
        <WholeField
          label={t('delivery.handling')}
          name="handling_days"
          value={value.handling_days}
          required
          change={(days) => change({ handling_days: days ?? 0 })}
        />
      </div>
      <fieldset className={styles.plain}>
        <legend>{t('delivery.workDays')}</legend>
        {WEEK.map((day) => (
          <CheckField
            key={day}
            label={dayName(day)}
            checked={value.work_days.includes(day)}
            onChange={(event) =>
              change({
                work_days: event.target.checked
                  ? [...value.work_days, day].sort()
                  : value.work_days.filter((one) => one !== day),
              })
            }
          />
        ))}
      </fieldset>
      <h3>{t('delivery.closings')}</h3>
      <p className="muted">{t('delivery.closingsText')}</p>
      <Rows
        rows={value.closings}
        change={(closings) => change({ closings })}
        name={({ since }, place) => since || t('delivery.closing', { place })}
      >
        {(closing, set, at) => (
          <div className={styles.pair}>
            {(['since', 'until'] as const).map((end) => (
              <TextField
                key={end}
                label={t(`delivery.${end}`)}
                name={`closings.${at}.${end}`}
                type="date"
                value={closing[end]}
                onChange={(day) => set({ [end]: day })}
                required
              />
            ))}
            <SelectField
              label={t('delivery.closedWhere')}
              name={`closings.${at}.country`}
              value={closing.country}
              options={[{ value: '', label: t('delivery.closedHere') }, ...countryOptions()]}
              onChange={(event) => set({ country: event.target.value })}
            />
          </div>
        )}
      </Rows>
      <p>
        <Button
          onClick={() => change({ closings: [...value.closings, { since: '', until: '', country: '' }] })}
        >
          {t('delivery.addClosing')}
        </Button>
      </p>
    </Card>
  );
}

/** Sizes that variants can be marked with, and what is added to the price of a way. */
export function ExtraFields({ value, change }: Props) {
  const t = useText();
  const { currency } = config();
  const sizes = value.sizes.map(({ id }) => id);
  return (
    <Card title={t('delivery.extras')}>
      <p className="muted">{t('delivery.sizesText')}</p>
      <Rows
        rows={value.sizes}
        change={(rows) => change({ sizes: rows })}
        name={({ name, id }, place) => name || id || t('delivery.sizeOne', { place })}
      >
        {(size, set, at) => (
          <div className={styles.pair}>
            <TextField
              label={t('delivery.sizeId')}
              name={`sizes.${at}.id`}
              value={size.id}
              onChange={(id) => set({ id })}
              required
              maxLength={40}
              pattern="[a-z0-9]+(-[a-z0-9]+)*"
            />
            <TextField
              label={t('delivery.sizeName')}
              name={`sizes.${at}.name`}
              value={size.name}
              onChange={(name) => set({ name })}
              required
              maxLength={80}
            />
          </div>
        )}
      </Rows>
      <p>
        <Button onClick={() => change({ sizes: [...value.sizes, { id: '', name: '' }] })}>
          {t('delivery.addSize')}
        </Button>
      </p>
      <Rows
        rows={value.surcharges}
        change={(surcharges) => change({ surcharges })}
        name={({ name }, place) => name || t('delivery.surcharge', { place })}
      >
        {(surcharge, set, at) => (
          <div className={styles.parts}>
            <div className={styles.pair}>
              <TextField
                label={t('delivery.surchargeName')}
                hint={t('delivery.surchargeHint')}
                name={`surcharges.${at}.name`}
                value={surcharge.name}
                onChange={(name) => set({ name })}
                required
                maxLength={80}
              />
              <TextField
                label={t('delivery.surchargeId')}
                name={`surcharges.${at}.id`}
                value={surcharge.id}
                onChange={(id) => set({ id })}
                required
                maxLength={40}
                pattern="[a-z0-9]+(-[a-z0-9]+)*"
              />
              <AmountField
                label={t('delivery.surchargePrice', { currency })}
                name={`surcharges.${at}.price`}
                value={surcharge.price}
                currency={currency}
                required
                change={(price) => set({ price: price ?? -1 })}
              />
              <SelectField
                label={t('delivery.surchargeSize')}
                name={`surcharges.${at}.size_class`}
                value={surcharge.size_class}
                options={['', ...sizes].map((id) => ({ value: id, label: id || t('delivery.anySize') }))}
                onChange={(event) => set({ size_class: event.target.value })}
              />
              <ListField
                label={t('delivery.surchargeMethods')}
                hint={t('delivery.surchargeMethodsHint')}
                name={`surcharges.${at}.methods`}
                value={surcharge.methods}
                change={(methods) => set({ methods })}
              />
            </div>
            <CheckField
              label={t('delivery.perUnit')}
              checked={surcharge.per_unit}
              onChange={(event) => set({ per_unit: event.target.checked })}
            />
            <CheckField
              label={t('delivery.whenFree')}
              checked={surcharge.when_free}
              onChange={(event) => set({ when_free: event.target.checked })}
            />
            <AreaFields
              name={`surcharges.${at}.areas`}
              areas={surcharge.areas}
              change={(areas) => set({ areas })}
            />
          </div>
        )}
      </Rows>
      <p>
        <Button onClick={() => change({ surcharges: [...value.surcharges, NEW_SURCHARGE] })}>
          {t('delivery.addSurcharge')}
        </Button>
      </p>
    </Card>
  );
}
