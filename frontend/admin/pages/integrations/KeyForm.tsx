import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { useMe } from '../../frame/me';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import styles from './integrations.module.css';
import { byThing, endsAfter, givable, type ApiKey } from './keys';

const DAYS = [30, 90, 365, 0] as const;

interface Props {
  /** The key that it is like, which goes on until it is revoked. */
  of?: ApiKey;
  made: (key: string, apiKey: ApiKey) => void;
  /** The answer is lost, so it is not known whether there is another key now. */
  lost: () => void;
  onClose: () => void;
}

/** Makes a key, of what the person may themselves. */
export function KeyForm({ of, made, lost, onClose }: Props) {
  const t = useText();
  const { profile } = useMe();
  const mine = givable(profile.permissions);
  const [given, setGiven] = useState(mine.filter((one) => of?.permissions.includes(one)));
  const lacking = of?.permissions.some((one) => !mine.some((other) => other === one));

  return (
    <ActionDialog
      title={of ? t('apiKeys.anotherWhich', { name: of.name }) : t('apiKeys.make')}
      consequences={of && [t('apiKeys.anotherText'), ...(lacking ? [t('apiKeys.anotherLess')] : [])]}
      action={t('apiKeys.makeIt')}
      blocked={given.length === 0}
      onClose={onClose}
      submit={async ({ name = '', days }) => {
        const body = { name, permissions: given, expires_at: endsAfter(Number(days)) };
        try {
          const { key, api_key } = await answer(api().POST('/admin/api-keys', { body }));
          made(key, api_key);
        } catch (error) {
          lost();
          throw error;
        }
      }}
    >
      <TextField
        label={t('apiKeys.name')}
        name="name"
        required
        first
        maxLength={100}
        defaultValue={of?.name}
        hint={t('apiKeys.nameHint')}
      />
      <SelectField
        label={t('apiKeys.lives')}
        name="days"
        defaultValue="90"
        options={DAYS.map((days) => ({
          value: String(days),
          label: days ? t('apiKeys.days', { count: days }) : t('apiKeys.forGood'),
        }))}
        hint={t('apiKeys.livesHint')}
      />
      <p id="permissions-hint" className="muted">
        {t('apiKeys.permissionsHint')}
      </p>
      <div
        className={styles.groups}
        role="group"
        aria-label={t('apiKeys.permissions')}
        aria-describedby="permissions-hint"
      >
        {[...byThing(mine)].map(([thing, permissions]) => (
          <fieldset key={thing} className={styles.group}>
            <legend>{worded('permission', thing)}</legend>
            {permissions.map((permission) => (
              <CheckField
                key={permission}
                label={worded('permission', permission)}
                checked={given.includes(permission)}
                onChange={({ target }) =>
                  setGiven(mine.filter((one) => (one === permission ? target.checked : given.includes(one))))
                }
              />
            ))}
          </fieldset>
        ))}
      </div>
    </ActionDialog>
  );
}
