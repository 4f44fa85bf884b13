import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { Problem } from '../../../src/api/problem';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { ErrorNotice, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, When } from '../../ui/values';
import styles from './groups.module.css';
import type { Group, Member } from './rule';

const nobody = (message: string) =>
  new Problem(404, 'not_found', message, '', { errors: [{ field: 'email', message }] });

/** Those whom the staff have put into a group. */
export function Members({ of: group }: { of: Group }) {
  const t = useText();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member>();
  const list = useInfiniteQuery({
    queryKey: ['customer-group-members', group.id],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/customer-groups/{group_id}/members', {
          params: { path: { group_id: group.id }, query: { limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const members = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const mayWrite = may('customers.write');
  const path = (userId: string) => ({ group_id: group.id, user_id: userId });

  async function done(said: string) {
    await list.refetch();
    toast(said);
  }

  return (
    <Card title={t('groups.members')}>
      {list.isPending && <Skeleton rows={3} />}
      {Boolean(list.error) && <ErrorNotice error={list.error} title={t('error.load')} />}
      {list.data && members.length === 0 && <p className="muted">{t('groups.noMembers')}</p>}
      <ul className={styles.members}>
        {members.map((member) => (
          <li key={member.user_id}>
            <Link to={`/customers/${member.user_id}`}>
              <bdi>{member.name || member.email || member.user_id}</bdi>
            </Link>{' '}
            <span className="muted small">
              <When at={member.since} />
            </span>
            {mayWrite && (
              <Button look="plain" onClick={() => setLeaving(member)}>
                {t('groups.takeOut')}{' '}
                <span className="visually-hidden">
                  <bdi>{member.email}</bdi>
                </span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="plain" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
      {mayWrite && !group.ended_at && (
        <p>
          <Button onClick={() => setAdding(true)}>{t('groups.putIn')}</Button>
        </p>
      )}
      {adding && (
        <ActionDialog
          title={t('groups.putIn')}
          consequences={[t('groups.putIn1')]}
          action={t('groups.putIn')}
          submit={async ({ email = '' }) => {
            const found = await answer(api().GET('/admin/customers', { params: { query: { email } } }));
            const customer = found.items[0];
            if (!customer) throw nobody(t('groups.nobody'));
            await answer(
              api().PUT('/admin/customer-groups/{group_id}/members/{user_id}', {
                params: { path: path(customer.id) },
              }),
            );
            await done(t('groups.isIn', { email: customer.email }));
          }}
          onClose={() => setAdding(false)}
        >
          <TextField label={t('groups.email')} name="email" type="email" required first />
        </ActionDialog>
      )}
      {leaving && (
        <ActionDialog
          title={t('groups.takeOutTitle', { email: leaving.email || leaving.user_id })}
          consequences={[t('groups.takeOut1'), ...(group.rule ? [t('groups.takeOut2')] : [])]}
          action={t('groups.takeOut')}
          submit={async () => {
            await answer(
              api().DELETE('/admin/customer-groups/{group_id}/members/{user_id}', {
                params: { path: path(leaving.user_id) },
              }),
            );
            await done(t('groups.isOut', { email: leaving.email || leaving.user_id }));
          }}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </Card>
  );
}
