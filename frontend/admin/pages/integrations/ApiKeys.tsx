import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { useNames } from '../../frame/names';
import { formatNumber, formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { CopyText } from '../../ui/CopyText';
import { Dialog } from '../../ui/Dialog';
import { ActionMenu } from '../../ui/Menu';
import { Notice, type Tone } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Facts, StateBadge, When } from '../../ui/values';
import styles from './integrations.module.css';
import { KeyForm } from './KeyForm';
import { EndEarlierSecret, RotateKey } from './KeySecrets';
import { day, inWords, SECONDS_TO_END, stateOf, type ApiKey, type KeyState } from './keys';
import { KeyUse } from './KeyUse';
import { Secret } from './Secret';

type Act = 'look' | 'rotate' | 'endEarlier' | 'another' | 'revoke';

const actsOn = ({ earlier_secret }: ApiKey): Act[] => [
  'look',
  'rotate',
  ...(earlier_secret ? (['endEarlier'] as const) : []),
  'another',
  'revoke',
];

const TONES: Record<KeyState, Tone | 'over'> = {
  key_on: 'good',
  key_less: 'warn',
  key_none: 'bad',
  key_ended: 'over',
};

/** The keys by which the merchant's own systems call the API. */
export default function ApiKeys() {
  const t = useText();
  const queries = useQueryClient();
  const names = useNames();
  const makerOf = ({ made_by }: ApiKey) => names(`staff:${made_by}`);
  const [making, setMaking] = useState(false);
  const [open, setOpen] = useState<{ act: Act; of: ApiKey }>();
  const [made, setMade] = useState<{ key: string; name: string; then: string | undefined }>();

  const changed = () => queries.invalidateQueries({ queryKey: ['api-keys'] });

  function close() {
    setMaking(false);
    setOpen(undefined);
  }

  const columns: Column<ApiKey>[] = [
    {
      id: 'name',
      label: 'apiKeys.name',
      cell: ({ name, beginning }) => (
        <>
          <bdi>{name}</bdi>{' '}
          <bdi className="muted" dir="ltr">
            {beginning}…
          </bdi>
        </>
      ),
      text: ({ name, beginning }) => `${name} ${beginning}`,
    },
    {
      id: 'state',
      label: 'integrations.state',
      cell: (key) => (
        <>
          <StateBadge state={stateOf(key)} tone={TONES[stateOf(key)]} />{' '}
          {key.earlier_secret && <span className="muted">{t('apiKeys.twoSecrets')}</span>}
        </>
      ),
      text: stateOf,
    },
    {
      id: 'permissions',
      label: 'apiKeys.permissions',
      from: 'tablet',
      cell: ({ permissions }) => (
        <span title={inWords(permissions).join('\n')}>
          {permissions.length > 3
            ? t('apiKeys.count', { count: permissions.length })
            : inWords(permissions).join('; ')}
        </span>
      ),
      text: ({ permissions }) => permissions.join(' '),
    },
    {
      id: 'maker',
      label: 'apiKeys.madeBy',
      from: 'desk',
      cell: (key) => <bdi>{makerOf(key)}</bdi>,
      text: makerOf,
    },
    {
      id: 'used',
      label: 'apiKeys.used',
      from: 'tablet',
      cell: ({ used_on }) =>
        used_on ? (
          <bdi className={styles.day}>{day(used_on)}</bdi>
        ) : (
          <span className="muted">{t('apiKeys.never')}</span>
        ),
      text: ({ used_on }) => used_on ?? '',
    },
    {
      id: 'ends',
      label: 'apiKeys.ends',
      from: 'tablet',
      cell: ({ expires_at }) => (expires_at ? <When at={expires_at} ago /> : t('apiKeys.forGood')),
      text: ({ expires_at }) => expires_at ?? '',
    },
    {
      id: 'acts',
      label: 'integrations.acts',
      end: true,
      cell: (key) => (
        <ActionMenu
          label={t('integrations.change')}
          name={t('apiKeys.changeWhich', { name: key.name })}
          items={actsOn(key).map((act) => ({
            id: act,
            label: t(`apiKeys.${act}`),
            act: () => setOpen({ act, of: key }),
          }))}
        />
      ),
    },
  ];

  return (
    <>
      <ListPage
        name="api-keys"
        title="apiKeys.title"
        columns={columns}
        load={(_, __, signal) => answer(api().GET('/admin/api-keys', { signal }))}
        id={({ id }) => id}
        above={<KeyUse />}
        actions={
          <Button look="primary" onClick={() => setMaking(true)}>
            {t('apiKeys.make')}
          </Button>
        }
        empty={{ title: 'apiKeys.none', text: 'apiKeys.noneText' }}
      />
      {(making || open?.act === 'another') && (
        <KeyForm
          of={open?.of}
          lost={() => void changed()}
          made={(key, { name }) => {
            const then = open && t('apiKeys.thenRevoke', { beginning: open.of.beginning });
            setMade({ key, name, then });
            void changed();
          }}
          onClose={close}
        />
      )}
      {open?.act === 'rotate' && (
        <RotateKey
          of={open.of}
          lost={() => void changed()}
          made={(key, { name, earlier_secret }) => {
            const then = earlier_secret
              ? t('apiKeys.earlierUntil', { when: formatWhen(earlier_secret.until) })
              : t('apiKeys.earlierEnded');
            setMade({ key, name, then });
            void changed();
          }}
          onClose={close}
        />
      )}
      {open?.act === 'endEarlier' && (
        <EndEarlierSecret
          of={open.of}
          done={async () => {
            await changed();
            toast(t('apiKeys.earlierEnded'));
          }}
          onClose={close}
        />
      )}
      {open?.act === 'look' && <Look of={open.of} by={makerOf(open.of)} onClose={close} />}
      {open?.act === 'revoke' && (
        <Revoke
          of={open.of}
          done={async () => {
            await changed();
            toast(t('apiKeys.revoked', { name: open.of.name }));
          }}
          onClose={close}
        />
      )}
      {made && (
        <Secret
          title={t('apiKeys.keyOf', { name: made.name })}
          secret={made.key}
          onClose={() => setMade(undefined)}
        >
          <p>{t('apiKeys.secretText')}</p>
          {made.then && <p>{made.then}</p>}
        </Secret>
      )}
    </>
  );
}

/** One key: all that it was given, what is left of it, and where to see what was done with it. */
function Look({ of, by, onClose }: { of: ApiKey; by: string; onClose: () => void }) {
  const t = useText();
  const may = useMay();
  const state = stateOf(of);
  const lost = of.permissions.filter((permission) => !of.permits.includes(permission));
  const earlier: [string, string][] = of.earlier_secret
    ? [
        [t('apiKeys.earlierHolds'), formatWhen(of.earlier_secret.until)],
        [
          t('apiKeys.earlierUsed'),
          of.earlier_secret.used_on ? day(of.earlier_secret.used_on) : t('apiKeys.never'),
        ],
      ]
    : [];
  return (
    <Dialog title={of.name} onClose={onClose}>
      {(state === 'key_less' || state === 'key_none') && (
        <Notice tone="warn" title={t('apiKeys.less')}>
          <ul>
            {inWords(lost).map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Facts
        of={[
          [t('integrations.state'), <StateBadge key="state" state={state} tone={TONES[state]} />],
          [
            t('apiKeys.beginning'),
            <CopyText key="beginning" of={of.beginning} name={t('apiKeys.beginning')} />,
          ],
          [
            t('apiKeys.permissions'),
            <ul key="permissions">
              {inWords(of.permissions).map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>,
          ],
          [t('apiKeys.madeBy'), <bdi key="by">{by}</bdi>],
          [t('apiKeys.made'), <When key="made" at={of.made_at} />],
          [t('apiKeys.used'), of.used_on ? day(of.used_on) : t('apiKeys.never')],
          ...earlier,
          [t('apiKeys.ends'), of.expires_at ? <When key="ends" at={of.expires_at} /> : t('apiKeys.forGood')],
        ]}
      />
      {may('audit.read') && (
        <p>
          <Link to={`/audit?person=${encodeURIComponent(`key:${of.id}`)}`}>{t('apiKeys.audit')}</Link>
        </p>
      )}
    </Dialog>
  );
}

function Revoke({ of, done, onClose }: { of: ApiKey; done: () => Promise<void>; onClose: () => void }) {
  const t = useText();
  return (
    <ActionDialog
      danger
      title={t('apiKeys.revokeWhich', { name: of.name })}
      consequences={[
        t('apiKeys.revokeText', { seconds: formatNumber(SECONDS_TO_END) }),
        of.used_on ? t('apiKeys.revokeUsed', { day: day(of.used_on) }) : t('apiKeys.revokeUnused'),
        t('apiKeys.revokeFinal'),
      ]}
      action={t('apiKeys.revoke')}
      onClose={onClose}
      submit={async () => {
        await answer(api().DELETE('/admin/api-keys/{key_id}', { params: { path: { key_id: of.id } } }));
        await done();
      }}
    />
  );
}
