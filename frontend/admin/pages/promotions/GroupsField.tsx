import { useText } from '../../i18n/useText';
import { CheckField } from '../../ui/Field';
import { ErrorNotice } from '../../ui/Notice';
import { useGroups } from '../groups/useGroups';

/** Which groups of customers a promotion is for; none is everybody. One that has ended stays while it is chosen. */
export function GroupsField({ chosen, set }: { chosen: string[]; set: (groups: string[]) => void }) {
  const t = useText();
  const { data, error } = useGroups();
  const known = data ?? [];
  const unknown = chosen.filter((id) => known.every((group) => group.id !== id));
  const shown = [
    ...known.filter(({ id, ended_at }) => !ended_at || chosen.includes(id)),
    ...unknown.map((id) => ({ id, name: id, ended_at: null })),
  ];
  const called = (id: string) => known.find((group) => group.id === id)?.name ?? id;
  return (
    <details>
      <summary>
        {t('promotions.groups')}:{' '}
        <strong>{chosen.length > 0 ? chosen.map(called).join(', ') : t('promotions.everybody')}</strong>
      </summary>
      {Boolean(error) && <ErrorNotice error={error} title={t('error.load')} />}
      {data && shown.length === 0 && <p className="muted">{t('promotions.noGroups')}</p>}
      {shown.map(({ id, name, ended_at }) => (
        <CheckField
          key={id}
          label={
            <>
              <bdi>{name}</bdi> {ended_at && <em>{t('promotions.groupEnded')}</em>}
            </>
          }
          checked={chosen.includes(id)}
          onChange={({ target }) =>
            set(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
          }
        />
      ))}
    </details>
  );
}
