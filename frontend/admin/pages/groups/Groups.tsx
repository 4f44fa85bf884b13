import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { toast } from '../../ui/toast';
import { StateBadge } from '../../ui/values';
import { idOf, LIST, type Group } from './rule';

function ByRule({ group }: { group: Group }) {
  return useText()(group.rule ? 'groups.byRule' : 'groups.byHand');
}

const COLUMNS: Column<Group>[] = [
  { id: 'name', label: 'groups.name', cell: ({ name }) => <bdi>{name}</bdi>, text: ({ name }) => name },
  {
    id: 'state',
    label: 'groups.state',
    cell: ({ ended_at }) => (
      <StateBadge state={ended_at ? 'group_ended' : 'group_open'} tone={ended_at ? 'over' : 'good'} />
    ),
    text: ({ ended_at }) => ended_at ?? '',
  },
  { id: 'members', label: 'groups.who', from: 'tablet', cell: (group) => <ByRule group={group} /> },
  {
    id: 'made',
    label: 'groups.made',
    from: 'tablet',
    cell: ({ made_at }) => formatWhen(made_at, 'day'),
    text: ({ made_at }) => made_at,
  },
];

/** Groups of customers, which promotions can be for. */
export default function Groups() {
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const go = useNavigate();
  const [making, setMaking] = useState(false);
  const [name, setName] = useState('');

  return (
    <>
      <ListPage
        name={LIST}
        title="groups.title"
        columns={COLUMNS}
        load={(_, cursor, signal) =>
          answer(api().GET('/admin/customer-groups', { params: { query: { limit: 100, cursor } }, signal }))
        }
        id={({ id }) => id}
        to={({ id }) => `/customers/groups/${id}`}
        empty={{ title: 'groups.none', text: 'groups.noneText' }}
        actions={
          may('rates.write') && (
            <Button look="primary" onClick={() => setMaking(true)}>
              {t('groups.make')}
            </Button>
          )
        }
      />
      {making && (
        <ActionDialog
          title={t('groups.make')}
          consequences={[t('groups.make1'), t('groups.make2')]}
          action={t('groups.make')}
          submit={async ({ name: chosen = '', id = '' }) => {
            const made = await answer(
              api().POST('/admin/customer-groups', { body: { id, name: chosen, rule: null } }),
            );
            await queries.invalidateQueries({ queryKey: [LIST] });
            toast(t('groups.saved'));
            void go(`/customers/groups/${made.id}`);
          }}
          onClose={() => setMaking(false)}
        >
          <TextField
            label={t('groups.name')}
            name="name"
            required
            maxLength={80}
            value={name}
            onChange={setName}
            first
          />
          <TextField
            key={idOf(name)}
            label={t('groups.id')}
            name="id"
            required
            maxLength={60}
            pattern="[a-z0-9]+(-[a-z0-9]+)*"
            defaultValue={idOf(name)}
            hint={t('groups.idHint')}
          />
        </ActionDialog>
      )}
    </>
  );
}
