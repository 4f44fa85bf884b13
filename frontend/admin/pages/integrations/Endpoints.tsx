import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { CheckField, TextField } from '../../ui/Field';
import { ActionMenu } from '../../ui/Menu';
import type { FormValues } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import { StateBadge, When } from '../../ui/values';
import { Secret } from './Secret';

type Endpoint = components['schemas']['EndpointView'];
type Act = 'edit' | 'rotate' | 'test' | 'switch' | 'remove';

const ACTS = ['edit', 'test', 'rotate', 'switch', 'remove'] as const;

/** What a form says of an endpoint; event types stand one a line, none is all. */
const written = ({ url = '', description = '', types = '', personal }: FormValues) => ({
  url,
  description,
  event_types: types.split(/\s+/).filter(Boolean),
  personal_data: personal === 'on',
});

/** Where the shop tells the merchant's own systems what happens. */
export default function Endpoints() {
  const t = useText();
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const [open, setOpen] = useState<{ act: Act; endpoint: Endpoint }>();
  const [secret, setSecret] = useState<string>();

  async function done(said: string) {
    await queries.invalidateQueries({ queryKey: ['integrations'] });
    toast(said);
  }

  const columns: Column<Endpoint>[] = [
    {
      id: 'url',
      label: 'integrations.url',
      cell: ({ url, description }) => (
        <>
          <bdi>{url}</bdi> <span className="muted">{description}</span>
        </>
      ),
      text: ({ url }) => url,
    },
    {
      id: 'state',
      label: 'integrations.state',
      cell: ({ off }) => <StateBadge state={off ? `off_${off}` : 'on'} />,
      text: ({ off }) => off ?? 'on',
    },
    {
      id: 'types',
      label: 'integrations.types',
      from: 'tablet',
      cell: ({ event_types }) => event_types.join(', ') || t('integrations.all'),
      text: ({ event_types }) => event_types.join(' '),
    },
    {
      id: 'changed',
      label: 'integrations.changed',
      from: 'desk',
      cell: ({ updated_at }) => <When at={updated_at} ago />,
      text: ({ updated_at }) => updated_at,
    },
    {
      id: 'acts',
      label: 'integrations.acts',
      end: true,
      cell: (endpoint) => (
        <ActionMenu
          label={t('integrations.change')}
          name={t('integrations.changeWhich', { url: endpoint.url })}
          items={ACTS.map((act) => ({
            id: act,
            label: t(act === 'switch' ? switchLabel(endpoint) : `integrations.${act}`),
            act: () => setOpen({ act, endpoint }),
          }))}
        />
      ),
    },
  ];

  return (
    <>
      <ListPage
        name="integrations"
        title="integrations.title"
        columns={columns}
        load={(_, __, signal) => answer(api().GET('/admin/webhooks/endpoints', { signal }))}
        id={({ id }) => id}
        to={({ id }) => `/integrations/${id}`}
        actions={
          <Button look="primary" onClick={() => setMaking(true)}>
            {t('integrations.make')}
          </Button>
        }
        empty={{ title: 'integrations.none', text: 'integrations.noneText' }}
      />
      {making && (
        <ActionDialog
          title={t('integrations.make')}
          action={t('integrations.make')}
          onClose={() => setMaking(false)}
          submit={async (values) => {
            const made = await answer(
              api().POST('/admin/webhooks/endpoints', { body: { ...written(values), enabled: true } }),
            );
            setSecret(made.secret);
            await done(t('integrations.made'));
          }}
        >
          <Fields />
        </ActionDialog>
      )}
      {open && <Change {...open} done={done} show={setSecret} onClose={() => setOpen(undefined)} />}
      {secret && (
        <Secret title={t('integrations.secret')} secret={secret} onClose={() => setSecret(undefined)}>
          <p>{t('integrations.secretText')}</p>
        </Secret>
      )}
    </>
  );
}

const switchLabel = ({ enabled }: Endpoint) => (enabled ? 'integrations.off' : 'integrations.on');

function Fields({ of }: { of?: Endpoint }) {
  const t = useText();
  return (
    <>
      <TextField
        label={t('integrations.url')}
        name="url"
        type="url"
        required
        first
        defaultValue={of?.url}
        hint={t('integrations.urlHint')}
      />
      <TextField
        label={t('integrations.description')}
        name="description"
        maxLength={200}
        defaultValue={of?.description}
      />
      <TextField
        label={t('integrations.types')}
        name="types"
        lines={4}
        defaultValue={of?.event_types.join('\n')}
        hint={t('integrations.typesHint')}
      />
      <CheckField label={t('integrations.personal')} name="personal" defaultChecked={of?.personal_data} />
    </>
  );
}

interface ChangeProps {
  act: Act;
  endpoint: Endpoint;
  done: (said: string) => Promise<void>;
  show: (secret: string) => void;
  onClose: () => void;
}

/** Each act says what it does; what was changed meanwhile is refused by its version. */
function Change({ act, endpoint, done, show, onClose }: ChangeProps) {
  const t = useText();
  const { id, url, version, enabled } = endpoint;
  const path = { endpoint_id: id };
  const params = { path, header: { 'If-Match': `"${version}"` } };
  const label = t(act === 'switch' ? switchLabel(endpoint) : `integrations.${act}`);
  const consequences = {
    edit: [],
    test: ['test'],
    rotate: ['rotate'],
    switch: enabled ? ['off'] : ['on'],
    remove: ['remove'],
  };

  async function submit(values: FormValues, key: string) {
    if (act === 'edit')
      await answer(api().PATCH('/admin/webhooks/endpoints/{endpoint_id}', { params, body: written(values) }));
    if (act === 'switch')
      await answer(
        api().PATCH('/admin/webhooks/endpoints/{endpoint_id}', { params, body: { enabled: !enabled } }),
      );
    if (act === 'remove') await answer(api().DELETE('/admin/webhooks/endpoints/{endpoint_id}', { params }));
    if (act === 'test')
      await answer(
        api().POST('/admin/webhooks/endpoints/{endpoint_id}/test', {
          params: { path, header: { 'Idempotency-Key': key } },
        }),
      );
    if (act === 'rotate')
      show(
        (await answer(api().POST('/admin/webhooks/endpoints/{endpoint_id}/rotate-secret', { params })))
          .secret,
      );
    await done(t('integrations.done'));
  }

  return (
    <ActionDialog
      danger={act === 'remove'}
      title={`${label}: ${url}`}
      consequences={consequences[act].map((one) => t(`integrations.${one as 'off'}Text`))}
      action={label}
      submit={submit}
      onClose={onClose}
    >
      {act === 'edit' && <Fields of={endpoint} />}
    </ActionDialog>
  );
}
