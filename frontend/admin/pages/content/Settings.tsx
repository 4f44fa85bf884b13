import type { components } from '../../../src/api/schema';
import { formatNumber, formatWhen, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { Card } from '../../ui/values';
import { COLOURS, isColour, LEAST, sample, worst, type ColourName } from './colours';
import styles from './content.module.css';
import type { Content } from './document';
import { DocumentPage, type Preview } from './DocumentPage';
import { LANGUAGES } from './letters';
import { localOf, momentOf } from './moments';
import { PickupsCard } from './Pickups';
import { PictureField } from './PictureField';

type Stored = Content<'settings'>;
type Settings = Required<Omit<Stored, 'colours' | 'contact' | 'legal'>> & {
  colours: Required<components['schemas']['Colours']>;
  contact: Required<components['schemas']['Contact']>;
  legal: Required<components['schemas']['Legal']>;
};
type Closed = components['schemas']['Closed'];
type Language = Settings['languages'][number];

const CONTACT = ['email', 'phone'] as const;
const NO_LEGAL = {
  ...{ company: '', street: '', postal_code: '', city: '', country: '', vat_id: '', tax_number: '' },
  ...{ represented_by: '', register_entry: '' },
};
const LEGAL = Object.keys(NO_LEGAL) as (keyof typeof NO_LEGAL)[];
const LENGTHS: Partial<Record<keyof typeof NO_LEGAL, number>> = { postal_code: 20, country: 2 };
const DAY_MS = 86_400_000;

const from = (stored: Stored | undefined): Settings => ({
  name: '',
  tagline: '',
  logo: '',
  languages: ['en'],
  bank_account: '',
  closed: null,
  pickups: [],
  ...stored,
  colours: { primary: '', primary_dark: '', accent: '', night: '', ...stored?.colours },
  contact: { email: '', phone: '', address: '', ...stored?.contact },
  legal: { ...NO_LEGAL, ...stored?.legal },
});

/** Who the shop is, how it looks, and whether it is closed for holidays. */
export default function SettingsPage() {
  const t = useText();

  function consequences({ closed, bank_account }: Settings): string[] {
    const told = closed && {
      since: formatWhen(closed.since),
      until: formatWhen(closed.until),
    };
    return [
      ...(told ? [t(closed.takes_orders ? 'closed.saysTaken' : 'closed.saysRefused', told)] : []),
      ...(bank_account ? [t('settings.saysAccount')] : []),
    ];
  }

  return (
    <DocumentPage
      kind="settings"
      family="settings"
      title={t('settings.title')}
      from={from}
      preview={(shown) => <Shown shop={shown.shop} />}
      consequences={consequences}
    >
      {(value, change) => (
        <div className={styles.parts}>
          <Card title={t('settings.shop')}>
            <TextField
              label={t('field.name')}
              name="name"
              value={value.name}
              required
              maxLength={60}
              onChange={(name) => change({ name })}
            />
            <TextField
              label={t('field.tagline')}
              hint={t('settings.taglineHint')}
              name="tagline"
              value={value.tagline}
              maxLength={200}
              onChange={(tagline) => change({ tagline })}
            />
            <PictureField label={t('field.logo')} src={value.logo} change={(logo) => change({ logo })} />
          </Card>
          <ClosedCard closed={value.closed} change={(closed) => change({ closed })} />
          <Card title={t('field.colours')}>
            <p className="muted">{t('colours.text', { least: LEAST })}</p>
            <div className={styles.pair}>
              {COLOURS.map((name) => (
                <ColourField
                  key={name}
                  name={name}
                  value={value.colours[name]}
                  change={(colour) => change({ colours: { ...value.colours, [name]: colour } })}
                />
              ))}
            </div>
          </Card>
          <Card title={t('field.languages')}>
            <div className={styles.languages} role="group" aria-label={t('field.languages')}>
              {LANGUAGES.map((language) => (
                <CheckField
                  key={language}
                  label={worded('language', language)}
                  checked={value.languages.includes(language)}
                  disabled={value.languages.length === 1 && value.languages.includes(language)}
                  onChange={({ target }) =>
                    change({ languages: toggled(value.languages, language, target.checked) })
                  }
                />
              ))}
            </div>
            <SelectField
              label={t('settings.mainLanguage')}
              hint={t('settings.languagesText')}
              name="language"
              value={value.languages[0]}
              options={value.languages.map((one) => ({ value: one, label: worded('language', one) }))}
              onChange={({ target }) => {
                const main = target.value as Language;
                change({ languages: [main, ...toggled(value.languages, main, false)] });
              }}
            />
          </Card>
          <Card title={t('field.contact')}>
            <div className={styles.pair}>
              {CONTACT.map((name) => (
                <TextField
                  key={name}
                  label={t(`field.${name}`)}
                  name={`contact.${name}`}
                  type={name === 'email' ? 'email' : 'tel'}
                  value={value.contact[name]}
                  maxLength={120}
                  onChange={(text) => change({ contact: { ...value.contact, [name]: text } })}
                />
              ))}
            </div>
            <TextField
              label={t('field.address')}
              name="contact.address"
              lines={3}
              value={value.contact.address}
              maxLength={1000}
              onChange={(address) => change({ contact: { ...value.contact, address } })}
            />
          </Card>
          <PickupsCard pickups={value.pickups} change={(pickups) => change({ pickups })} />
          <Card title={t('field.bank_account')}>
            <TextField
              label={t('field.bank_account')}
              hint={t('settings.accountHint')}
              name="bank_account"
              lines={3}
              value={value.bank_account}
              maxLength={1000}
              onChange={(bank_account) => change({ bank_account })}
            />
          </Card>
          <Card title={t('field.legal')}>
            <p className="muted">{t('settings.legalHint')}</p>
            <div className={styles.pair}>
              {LEGAL.map((name) => (
                <TextField
                  key={name}
                  label={t(`field.${name}`)}
                  name={`legal.${name}`}
                  value={value.legal[name]}
                  maxLength={LENGTHS[name] ?? 120}
                  onChange={(text) =>
                    change({
                      legal: { ...value.legal, [name]: name === 'country' ? text.toUpperCase() : text },
                    })
                  }
                />
              ))}
            </div>
          </Card>
        </div>
      )}
    </DocumentPage>
  );
}

const toggled = (languages: Language[], one: Language, on: boolean): Language[] =>
  on ? [...languages, one] : languages.filter((language) => language !== one);

function ClosedCard({ closed, change }: { closed: Closed | null; change: (closed: Closed | null) => void }) {
  const t = useText();
  function begin() {
    const since = new Date();
    since.setMinutes(0, 0, 0);
    const until = new Date(since.getTime() + 7 * DAY_MS);
    change({ since: since.toISOString(), until: until.toISOString(), message: '', takes_orders: true });
  }
  return (
    <Card title={t('closed.title')}>
      <CheckField
        label={t('closed.is')}
        checked={closed !== null}
        onChange={({ target }) => (target.checked ? begin() : change(null))}
      />
      {closed && (
        <>
          <div className={styles.pair}>
            {(['since', 'until'] as const).map((name) => (
              <TextField
                key={name}
                label={t(`field.${name}`)}
                name={`closed.${name}`}
                type="datetime-local"
                required
                value={localOf(closed[name])}
                onChange={(text) => {
                  const moment = momentOf(text);
                  if (moment) change({ ...closed, [name]: moment });
                }}
              />
            ))}
          </div>
          <TextField
            label={t('field.message')}
            hint={t('closed.messageHint')}
            name="closed.message"
            value={closed.message ?? ''}
            maxLength={300}
            onChange={(message) => change({ ...closed, message })}
          />
          <CheckField
            label={t('closed.takesOrders')}
            checked={closed.takes_orders ?? true}
            onChange={({ target }) => change({ ...closed, takes_orders: target.checked })}
          />
          {closed.takes_orders === false && <Notice tone="warn">{t('closed.refused')}</Notice>}
        </>
      )}
    </Card>
  );
}

function ColourField({
  name,
  value,
  change,
}: {
  name: ColourName;
  value: string;
  change: (colour: string) => void;
}) {
  const t = useText();
  const ratio = isColour(value) ? worst(name, value) : null;
  const good = ratio !== null && ratio >= LEAST;
  const [color, background] = ratio === null ? [] : sample(name, value);
  return (
    <div>
      <div className={styles.colour}>
        <TextField
          label={t(`field.${name}`)}
          name={`colours.${name}`}
          value={value}
          maxLength={7}
          pattern="#[0-9a-f]{6}"
          onChange={(text) => change(text.trim().toLowerCase())}
        />
        <input
          type="color"
          className={styles.swatch}
          aria-label={t('colours.pick', { name: t(`field.${name}`) })}
          value={isColour(value) ? value : '#000000'}
          onChange={({ target }) => change(target.value)}
        />
      </div>
      {ratio !== null && (
        <p className={styles.sample} style={{ color, background }}>
          {t(good ? 'colours.reads' : 'colours.unreadable', {
            ratio: formatNumber(Math.floor(ratio * 10) / 10),
          })}
        </p>
      )}
    </div>
  );
}

function Shown({ shop }: { shop: Preview['shop'] }) {
  const t = useText();
  const settings = shop?.settings;
  if (!shop || !settings) return null;
  const { primary, night } = shop.theme.light;
  return (
    <div className={styles.shown}>
      {settings.logo && <img src={settings.logo} alt="" className={styles.picture} />}
      <strong style={{ color: primary }}>{settings.name}</strong>
      <p>{settings.tagline}</p>
      {night && (
        <p className={styles.sample} style={{ background: night, color: '#fdf6e8' }}>
          {t('field.night')}
        </p>
      )}
      {shop.closed && (
        <Notice tone="warn">
          {shop.closed.message}{' '}
          {t(shop.closed.takes_orders ? 'closed.saysTaken' : 'closed.saysRefused', {
            since: formatWhen(shop.closed.since),
            until: formatWhen(shop.closed.until),
          })}
        </Notice>
      )}
      <address>
        {[settings.contact.email, settings.contact.phone, settings.contact.address]
          .filter(Boolean)
          .join(' · ')}
      </address>
      <p className="muted small">{Object.values(settings.legal).filter(Boolean).join(' · ')}</p>
    </div>
  );
}
