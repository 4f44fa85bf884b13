import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useMe, type Role } from '../../frame/me';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { ActionMenu } from '../../ui/Menu';
import { toast } from '../../ui/toast';

type Member = components['schemas']['StaffMemberView'];

const ROLES = [
  'support',
  'merchandiser',
  'fulfilment',
  'finance',
  'admin',
] as const satisfies readonly Role[];
type Act = 'newRole' | 'remove' | 'factor';

const staffRoles = ({ roles }: Member) => roles.filter((role) => role !== 'shopper');

/** Who works here, and as what. */
export default function Staff() {
  const t = useText();
  const { profile } = useMe();
  const queries = useQueryClient();
  const [inviting, setInviting] = useState(false);
  const [open, setOpen] = useState<{ act: Act; member: Member }>();
  const roles = ROLES.map((role) => ({ value: role, label: worded('role', role) }));

  async function done(said: string) {
    await queries.invalidateQueries({ queryKey: ['staff'] });
    toast(said);
  }

  const columns: Column<Member>[] = [
    {
      id: 'email',
      label: 'staff.email',
      cell: ({ id, email }) => (
        <>
          <bdi>{email}</bdi> {id === profile.id && <span className="muted">{t('staff.you')}</span>}
        </>
      ),
      text: ({ email }) => email,
    },
    {
      id: 'roles',
      label: 'staff.role',
      cell: (member) =>
        staffRoles(member)
          .map((role) => worded('role', role))
          .join(', '),
      text: (member) => staffRoles(member).join(' '),
    },
    {
      id: 'acts',
      label: 'staff.acts',
      end: true,
      cell: (member) => (
        <ActionMenu
          label={t('staff.change')}
          name={t('staff.changeWho', { email: member.email })}
          items={(['newRole', 'factor', 'remove'] as const).map((act) => ({
            id: act,
            label: t(`staff.${act}`),
            act: () => setOpen({ act, member }),
          }))}
        />
      ),
    },
  ];

  return (
    <>
      <ListPage
        name="staff"
        title="staff.title"
        columns={columns}
        load={(_, __, signal) => answer(api().GET('/admin/staff', { signal }))}
        id={({ id }) => id}
        actions={
          <Button look="primary" onClick={() => setInviting(true)}>
            {t('staff.invite')}
          </Button>
        }
      />
      {inviting && (
        <ActionDialog
          title={t('staff.invite')}
          consequences={[t('staff.inviteText'), t('staff.inviteFactor')]}
          action={t('staff.invite')}
          onClose={() => setInviting(false)}
          submit={async ({ email = '', role }) => {
            await answer(api().POST('/admin/staff', { body: { email, role: role as Role } }));
            await done(t('staff.invited', { email }));
          }}
        >
          <TextField label={t('staff.email')} name="email" type="email" autoComplete="off" required first />
          <SelectField label={t('staff.role')} name="role" options={roles} />
        </ActionDialog>
      )}
      {open && <Change {...open} roles={roles} done={done} onClose={() => setOpen(undefined)} />}
    </>
  );
}

interface ChangeProps {
  act: Act;
  member: Member;
  roles: { value: string; label: string }[];
  done: (said: string) => Promise<void>;
  onClose: () => void;
}

function Change({ act, member: { id, email, roles: held }, roles, done, onClose }: ChangeProps) {
  const t = useText();
  const params = { path: { user_id: id } };
  if (act === 'newRole')
    return (
      <ActionDialog
        title={t('staff.changeWho', { email })}
        consequences={[t('staff.roleText')]}
        action={t('frame.save')}
        onClose={onClose}
        submit={async ({ role }) => {
          await answer(api().PATCH('/admin/staff/{user_id}', { params, body: { role: role as Role } }));
          await done(t('staff.roleChanged', { email }));
        }}
      >
        <SelectField
          label={t('staff.role')}
          name="role"
          options={roles}
          defaultValue={held.find((role) => role !== 'shopper')}
        />
      </ActionDialog>
    );
  const removes = act === 'remove';
  return (
    <ActionDialog
      danger
      title={t(removes ? 'staff.removeWho' : 'staff.factorWho', { email })}
      consequences={
        removes
          ? [t('staff.removeText'), t('staff.sessionsEnd')]
          : [t('staff.factorText'), t('staff.sessionsEnd')]
      }
      action={t(removes ? 'staff.remove' : 'staff.factor')}
      onClose={onClose}
      submit={async () => {
        await answer(
          removes
            ? api().DELETE('/admin/staff/{user_id}', { params })
            : api().DELETE('/admin/users/{user_id}/second-factor', { params }),
        );
        await done(t(removes ? 'staff.removed' : 'staff.factorReset', { email }));
      }}
    />
  );
}
