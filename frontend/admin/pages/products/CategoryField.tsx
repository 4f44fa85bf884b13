import { useId } from 'react';
import { useText } from '../../i18n/useText';
import ui from '../../ui/ui.module.css';
import { useCategoryPaths } from './categories';

interface Props {
  label: string;
  name: string;
  value?: string;
  onChange?: (path: string) => void;
}

/** A category by its names from the root: one that there is, or a new one. */
export function CategoryField({ label, name, value, onChange }: Props) {
  const t = useText();
  const id = useId();
  const paths = useCategoryPaths();
  return (
    <div className={ui.field}>
      <label htmlFor={id}>
        {label} <span className="muted">{t('frame.optional')}</span>
      </label>
      <input
        id={id}
        name={name}
        list={`${id}-known`}
        className={ui.input}
        value={value}
        maxLength={300}
        autoComplete="off"
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange?.(event.target.value)}
      />
      <datalist id={`${id}-known`}>
        {[...paths.values()].map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <span id={`${id}-hint`} className={ui.hint}>
        {t('product.categoryHint')}
      </span>
    </div>
  );
}
