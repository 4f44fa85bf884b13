import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { TextField } from '../../ui/Field';
import styles from './content.module.css';

type Link = components['schemas']['Link'];

export const TARGET = String.raw`(\/([^\/\\\s][^\s\\]*)?|https:\/\/[^\s\\]+|mailto:[^\s\\]+)`;

/** A link: what it says and where it leads. Where it may be left out, it is when both are empty. */
export function LinkFields({
  name,
  link,
  change,
  optional = false,
}: {
  name: string;
  link: Link | null | undefined;
  change: (link: Link | null) => void;
  optional?: boolean;
}) {
  const t = useText();
  const { label = '', to = '' } = link ?? {};
  const set = (next: Link) => change(optional && !next.label && !next.to ? null : next);
  const needed = !optional || Boolean(label || to);
  return (
    <div className={styles.pair}>
      <TextField
        label={t('content.linkLabel')}
        name={`${name}.label`}
        value={label}
        maxLength={60}
        required={needed}
        onChange={(text) => set({ label: text, to })}
      />
      <TextField
        label={t('content.linkTo')}
        hint={t('content.linkHint')}
        name={`${name}.to`}
        value={to}
        maxLength={500}
        pattern={TARGET}
        required={needed}
        onChange={(text) => set({ label, to: text.trim() })}
      />
    </div>
  );
}
