import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { CheckField, TextField } from '../../ui/Field';
import { Card } from '../../ui/values';
import { Rows } from '../content/Rows';
import styles from '../content/content.module.css';
import { AreaFields } from './AreaFields';
import { MethodFields } from './MethodFields';
import { NEW_METHOD, NEW_ZONE, type Zone } from './rules';

interface Props {
  zones: Zone[];
  sizes: string[];
  change: (zones: Zone[]) => void;
}

/** Where the shop sends to, and by which ways. */
export function ZoneFields({ zones, sizes, change }: Props) {
  const t = useText();
  return (
    <Card title={t('delivery.zones')}>
      <p className="muted">{t('delivery.zonesText')}</p>
      <Rows rows={zones} change={change} name={({ name }, place) => name || t('delivery.zone', { place })}>
        {(zone, set, at) => (
          <div className={styles.parts}>
            <div className={styles.pair}>
              <TextField
                label={t('delivery.zoneName')}
                name={`zones.${at}.name`}
                value={zone.name}
                onChange={(name) => set({ name })}
                required
                maxLength={80}
              />
              <TextField
                label={t('delivery.zoneId')}
                name={`zones.${at}.id`}
                value={zone.id}
                onChange={(id) => set({ id })}
                required
                maxLength={40}
                pattern="[a-z0-9]+(-[a-z0-9]+)*"
              />
            </div>
            <AreaFields name={`zones.${at}.areas`} areas={zone.areas} change={(areas) => set({ areas })} />
            <CheckField
              label={t('delivery.excluded')}
              checked={zone.excluded}
              onChange={(event) =>
                set({ excluded: event.target.checked, methods: event.target.checked ? [] : [NEW_METHOD] })
              }
            />
            {!zone.excluded && (
              <>
                <h3>{t('delivery.methods')}</h3>
                <Rows
                  rows={zone.methods}
                  change={(methods) => set({ methods })}
                  name={({ name }, place) => name || t('delivery.method', { place })}
                >
                  {(method, setMethod, place) => (
                    <MethodFields
                      name={`zones.${at}.methods.${place}`}
                      {...{ method, sizes }}
                      set={setMethod}
                    />
                  )}
                </Rows>
                <p>
                  <Button onClick={() => set({ methods: [...zone.methods, { ...NEW_METHOD, id: '' }] })}>
                    {t('delivery.addMethod')}
                  </Button>
                </p>
              </>
            )}
          </div>
        )}
      </Rows>
      <p>
        <Button onClick={() => change([...zones, NEW_ZONE])}>{t('delivery.addZone')}</Button>
      </p>
    </Card>
  );
}
