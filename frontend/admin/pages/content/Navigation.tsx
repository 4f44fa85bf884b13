import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Card } from '../../ui/values';
import styles from './content.module.css';
import type { Content } from './document';
import { DocumentPage, type Preview } from './DocumentPage';
import { LinkFields } from './LinkFields';
import { Rows } from './Rows';

type Link = components['schemas']['Link'];

const IN_HEADER = 8;
const COLUMNS = 4;
const IN_COLUMN = 12;
const NEW: Link = { label: '', to: '' };

const from = (stored: Content<'navigation'> | undefined) => ({
  header: stored?.header ?? [],
  footer: stored?.footer ?? [],
});

/** The menus: links beside the categories, and columns of the footer. */
export default function Navigation() {
  const t = useText();
  return (
    <DocumentPage
      kind="navigation"
      family="navigation"
      title={t('navigation.title')}
      from={from}
      preview={(shown) => <Shown navigation={shown.shop?.navigation} />}
    >
      {({ header, footer }, change) => (
        <div className={styles.parts}>
          <Card title={t('navigation.header')}>
            <p className="muted">{t('navigation.headerText')}</p>
            <Links
              name="header"
              links={header}
              most={IN_HEADER}
              change={(links) => change({ header: links })}
            />
          </Card>
          <Card title={t('navigation.footer')}>
            <p className="muted">{t('navigation.footerText')}</p>
            <Rows
              rows={footer}
              change={(groups) => change({ footer: groups })}
              name={({ title }, place) => title || t('navigation.column', { place })}
            >
              {({ title, links }, set, at) => (
                <>
                  <TextField
                    label={t('field.title')}
                    name={`footer.${at}.title`}
                    value={title}
                    required
                    maxLength={60}
                    onChange={(text) => set({ title: text })}
                  />
                  <Links
                    name={`footer.${at}.links`}
                    links={links}
                    most={IN_COLUMN}
                    change={(next) => set({ links: next })}
                  />
                </>
              )}
            </Rows>
            {footer.length < COLUMNS && (
              <p>
                <Button onClick={() => change({ footer: [...footer, { title: '', links: [] }] })}>
                  {t('navigation.addColumn')}
                </Button>
              </p>
            )}
          </Card>
        </div>
      )}
    </DocumentPage>
  );
}

function Links({
  name,
  links,
  most,
  change,
}: {
  name: string;
  links: Link[];
  most: number;
  change: (links: Link[]) => void;
}) {
  const t = useText();
  return (
    <>
      <Rows
        rows={links}
        change={change}
        name={({ label }, place) => label || t('navigation.link', { place })}
      >
        {(link, set, at) => (
          <LinkFields name={`${name}.${at}`} link={link} change={(next) => set(next ?? NEW)} />
        )}
      </Rows>
      {links.length < most && (
        <p>
          <Button onClick={() => change([...links, NEW])}>{t('navigation.addLink')}</Button>
        </p>
      )}
    </>
  );
}

function Shown({ navigation }: { navigation: NonNullable<Preview['shop']>['navigation'] | undefined }) {
  const t = useText();
  const groups = [
    { title: t('navigation.header'), links: navigation?.header ?? [] },
    ...(navigation?.footer ?? []),
  ];
  return groups.map(({ title, links }, index) => (
    <section key={index} className={styles.shown}>
      <h3>{title}</h3>
      {links.length === 0 && <p className="muted">{t('list.empty')}</p>}
      <ul>
        {links.map(({ label, to }, at) => (
          <li key={at}>
            {label} <span className="muted small">{to}</span>
          </li>
        ))}
      </ul>
    </section>
  ));
}
