import { ruleOf } from '../../../src/lib/address/rules';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { SelectField } from '../../ui/Field';
import styles from '../content/content.module.css';
import { ListField } from './fields';
import { ANYWHERE, countryName, countryOptions, type Area } from './rules';

interface Props {
  name: string;
  areas: Area[];
  change: (areas: Area[]) => void;
}

/** Where a zone or a surcharge holds: countries, or parts of them. */
export function AreaFields({ name, areas, change }: Props) {
  const t = useText();
  const called = (code: string) => (code === ANYWHERE ? t('delivery.anywhere') : countryName(code));
  const set = (at: number, part: Partial<Area>) =>
    change(areas.map((area, index) => (index === at ? { ...area, ...part } : area)));
  return (
    <>
      <SelectField
        label={t('delivery.addCountry')}
        name={name}
        value=""
        options={[
          { value: '', label: t('delivery.choose') },
          { value: ANYWHERE, label: called(ANYWHERE) },
          ...countryOptions(),
        ]}
        onChange={(event) => {
          const country = event.target.value;
          if (country) change([...areas, { country, regions: [], postal_codes: [] }]);
        }}
      />
      <ul className={styles.rows} aria-label={t('delivery.areas')}>
        {areas.map((area, at) => (
          <li key={at}>
            <span className={styles.itemHead}>
              <strong>{called(area.country)}</strong>
              <Button
                look="plain"
                aria-label={t('delivery.without', { name: called(area.country) })}
                onClick={() => change(areas.filter((_, index) => index !== at))}
              >
                {t('delivery.remove')}
              </Button>
            </span>
            {area.country !== ANYWHERE && (
              <details open={area.regions.length + area.postal_codes.length > 0}>
                <summary>{t('delivery.parts')}</summary>
                <div className={styles.pair}>
                  <ListField
                    label={t('delivery.regions', { name: called(area.country) })}
                    hint={
                      ruleOf(area.country)
                        ?.regions?.map(([code]) => code)
                        .join(', ') ?? t('delivery.regionsHint')
                    }
                    name={`${name}.${at}.regions`}
                    value={area.regions}
                    change={(regions) => set(at, { regions })}
                  />
                  <ListField
                    label={t('delivery.codes', { name: called(area.country) })}
                    hint={t('delivery.codesHint')}
                    name={`${name}.${at}.postal_codes`}
                    value={area.postal_codes}
                    change={(postal_codes) => set(at, { postal_codes })}
                  />
                </div>
              </details>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
