import { useText } from '../i18n/useText';
import { Icon } from '../ui/Icon';
import { CheckMenu } from '../ui/Menu';
import type { Column } from './table';

/** Which columns a list shows. The first one leads to the row, so it stays. */
export function ColumnChoice<T>({
  columns,
  hidden,
  setHidden,
}: {
  columns: Column<T>[];
  hidden: string[];
  setHidden: (next: string[]) => void;
}) {
  const t = useText();
  const all = columns.slice(1);
  if (all.length < 2) return null;
  return (
    <CheckMenu
      label={
        <>
          <Icon name="columns" /> {t('list.columns')}
        </>
      }
      title={t('list.columns')}
      items={all.map((column) => ({ id: column.id, label: t(column.label) }))}
      checked={all.map((column) => column.id).filter((id) => !hidden.includes(id))}
      change={(shown) => setHidden(all.map((column) => column.id).filter((id) => !shown.includes(id)))}
    />
  );
}
