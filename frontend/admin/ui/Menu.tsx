import type { ReactNode } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, type Selection } from 'react-aria-components';
import { Icon } from './Icon';
import styles from './ui.module.css';

const trigger = `${styles.button} ${styles.quiet}`;

interface Item {
  id: string;
  label: ReactNode;
  act: () => void;
}

/** A button that opens a list of things to do. */
export function ActionMenu({
  label,
  name,
  items,
  plain = false,
}: {
  label: ReactNode;
  /** What it is called where `label` is a picture. */
  name?: string;
  items: Item[];
  plain?: boolean;
}) {
  return (
    <MenuTrigger>
      <Button className={plain ? `${styles.button} ${styles.plain}` : trigger} aria-label={name}>
        {label}
      </Button>
      <Popover className={styles.popover ?? ''}>
        <Menu className={styles.menu ?? ''} onAction={(id) => items.find((item) => item.id === id)?.act()}>
          {items.map((item) => (
            <MenuItem
              key={item.id}
              id={item.id}
              className={styles.menuItem ?? ''}
              textValue={typeof item.label === 'string' ? item.label : item.id}
            >
              {item.label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** A button that opens a list in which any number is ticked, or exactly one. */
export function CheckMenu({
  label,
  title,
  items,
  checked,
  change,
  single = false,
  plain = false,
}: {
  label: ReactNode;
  title: string;
  items: { id: string; label: string }[];
  checked: string[];
  change: (checked: string[]) => void;
  single?: boolean;
  plain?: boolean;
}) {
  function set(selection: Selection) {
    change(selection === 'all' ? items.map((item) => item.id) : [...selection].map(String));
  }
  return (
    <MenuTrigger>
      <Button className={plain ? `${styles.button} ${styles.plain}` : trigger} aria-label={title}>
        {label}
      </Button>
      <Popover className={styles.popover ?? ''}>
        <Menu
          className={styles.menu ?? ''}
          aria-label={title}
          selectionMode={single ? 'single' : 'multiple'}
          disallowEmptySelection={single}
          selectedKeys={checked}
          onSelectionChange={set}
        >
          {items.map((item) => (
            <MenuItem key={item.id} id={item.id} className={styles.menuItem ?? ''} textValue={item.label}>
              {({ isSelected }) => (
                <>
                  <span className={styles.menuTick}>{isSelected && <Icon name="check" size={15} />}</span>
                  {item.label}
                </>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
