import { useState } from 'react';
import { Autocomplete, Input, Menu, MenuItem, SearchField } from 'react-aria-components';
import { useText } from '../i18n/useText';
import { JUMPS, PAGES } from '../pages/registry';
import { useGo } from '../patterns/leave';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { useFindings } from './findings';
import styles from './frame.module.css';
import { useMay, useMayOpen } from './me';

/** Goes to any page, or to what was typed (an order, a customer, the stock of a SKU, the trace of a correlation id). */
export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useText();
  const may = useMay();
  const mayOpen = useMayOpen();
  const go = useGo();
  const [typed, setTyped] = useState('');
  const sought = typed.trim();
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);

  const pages = PAGES.filter(({ nav, ...page }) => nav && mayOpen(page)).flatMap(({ path, nav }) =>
    nav ? [{ id: path, label: t(nav.label), icon: nav.icon, to: path }] : [],
  );
  const found = pages.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const jumps = sought
    ? JUMPS.filter(({ needs, fits }) => may(needs) && fits(sought)).map(({ label, icon, to }) => ({
        id: `jump ${label}`,
        label: t(label, { text: sought }),
        icon,
        to: to(sought),
      }))
    : [];
  const items = [...found, ...useFindings(sought), ...jumps];

  return (
    <Dialog title={t('palette.title')} onClose={onClose} kind="palette">
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        {/* It was opened to type into. */}
        {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
        <SearchField aria-label={t('palette.title')} autoFocus className={styles.paletteField ?? ''}>
          <Icon name="search" />
          <Input placeholder={t('palette.hint')} />
        </SearchField>
        <Menu
          className={styles.paletteList ?? ''}
          aria-label={t('palette.title')}
          items={items}
          renderEmptyState={() => <p className="muted">{t('list.nothingFound')}</p>}
          onAction={(id) => {
            const item = items.find((one) => one.id === id);
            onClose();
            if (item) go(item.to);
          }}
        >
          {(item) => (
            <MenuItem id={item.id} textValue={item.label} className={styles.paletteItem ?? ''}>
              <Icon name={item.icon} /> {item.label}
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
  );
}
