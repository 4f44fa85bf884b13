import { answer, api } from '../../../src/api/client';
import { formatNumber, formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { SelectField } from '../../ui/Field';
import { day, SECONDS_TO_END, type ApiKey } from './keys';

/** For how many hours the secret in use goes on beside the new one. */
const OVERLAPS = [0, 1, 24, 72, 168] as const;
const A_DAY = 24;

const changing = ({ id, version }: ApiKey) => ({
  path: { key_id: id },
  header: { 'If-Match': `"${version}"` },
});

interface RotateProps {
  of: ApiKey;
  made: (key: string, apiKey: ApiKey) => void;
  /** Whether it is changed is not known. */
  lost: () => void;
  onClose: () => void;
}

/** Another secret of a key that stays what it is. */
export function RotateKey({ of, made, lost, onClose }: RotateProps) {
  const t = useText();
  const shown = (hours: number) => {
    if (hours === 0) return t('apiKeys.atOnce');
    return hours < A_DAY ? t('apiKeys.hours', { count: hours }) : t('apiKeys.days', { count: hours / A_DAY });
  };
  return (
    <ActionDialog
      title={t('apiKeys.rotateWhich', { name: of.name })}
      consequences={[t('apiKeys.rotateText'), t('apiKeys.rotateSame')]}
      action={t('apiKeys.rotate')}
      onClose={onClose}
      submit={async ({ overlap }) => {
        const body = { overlap_hours: Number(overlap) };
        try {
          const { key, api_key } = await answer(
            api().POST('/admin/api-keys/{key_id}/rotate-secret', { params: changing(of), body }),
          );
          made(key, api_key);
        } catch (error) {
          lost();
          throw error;
        }
      }}
    >
      <SelectField
        label={t('apiKeys.overlap')}
        name="overlap"
        defaultValue={String(A_DAY)}
        options={OVERLAPS.map((hours) => ({ value: String(hours), label: shown(hours) }))}
        hint={t('apiKeys.overlapHint')}
      />
    </ActionDialog>
  );
}

interface EndProps {
  of: ApiKey;
  done: () => Promise<void>;
  onClose: () => void;
}

/** Ends the secret before the present one sooner than it would by itself. */
export function EndEarlierSecret({ of, done, onClose }: EndProps) {
  const t = useText();
  const used = of.earlier_secret?.used_on;
  return (
    <ActionDialog
      danger
      title={t('apiKeys.endEarlierWhich', { name: of.name })}
      consequences={[
        t('apiKeys.endEarlierText', { seconds: formatNumber(SECONDS_TO_END) }),
        used ? t('apiKeys.endEarlierUsed', { day: day(used) }) : t('apiKeys.revokeUnused'),
        ...(of.earlier_secret
          ? [t('apiKeys.endEarlierElse', { when: formatWhen(of.earlier_secret.until) })]
          : []),
      ]}
      action={t('apiKeys.endEarlier')}
      onClose={onClose}
      submit={async () => {
        await answer(api().DELETE('/admin/api-keys/{key_id}/earlier-secret', { params: changing(of) }));
        await done();
      }}
    />
  );
}
