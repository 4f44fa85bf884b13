import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { api } from '../../../src/api/client';
import { tagged } from '../../api/tagged';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, StateBadge, When } from '../../ui/values';
import { Members } from './Members';
import { LIST, type Group as CustomerGroup, type Rule } from './rule';
import { RuleForm } from './RuleForm';

/** One group: who is in it by hand, who by its rule, and what it is called. */
export default function Group() {
  const { groupId = '' } = useParams();
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const [ending, setEnding] = useState(false);
  const path = { group_id: groupId };
  const detail = useDetail<CustomerGroup>(['customer-group', groupId], (headers, signal) =>
    api().GET('/admin/customer-groups/{group_id}', { params: { path }, headers, signal }),
  );
  const header = detail.tag ? { 'If-Match': detail.tag } : {};

  async function show(call: Parameters<typeof tagged<CustomerGroup>>[0], said: string) {
    try {
      const { data, tag } = await tagged<CustomerGroup>(call);
      detail.replace(data, tag);
    } finally {
      await detail.reload();
    }
    await queries.invalidateQueries({ queryKey: [LIST] });
    toast(said);
  }
  const save = (name: string, rule: Rule | null) =>
    show(
      api().PUT('/admin/customer-groups/{group_id}', { params: { path, header }, body: { name, rule } }),
      t('groups.saved'),
    );

  return (
    <>
      <DetailPage
        detail={detail}
        title={({ name, ended_at }) => (
          <>
            <bdi>{name}</bdi>{' '}
            <StateBadge state={ended_at ? 'group_ended' : 'group_open'} tone={ended_at ? 'over' : 'good'} />
          </>
        )}
        crumbs={[{ to: '/customers/groups', label: t('groups.title') }]}
        version={({ version }) => version}
        actions={({ ended_at }) =>
          may('rates.write') &&
          !ended_at && (
            <Button look="danger" onClick={() => setEnding(true)}>
              {t('groups.end')}
            </Button>
          )
        }
      >
        {(group) => (
          <div className={layout.columns}>
            <div className={layout.stack}>
              <Card title={t('groups.rule')}>
                {group.ended_at && <Notice tone="warn">{t('groups.isEnded')}</Notice>}
                <RuleForm
                  key={group.version}
                  group={group}
                  save={save}
                  mayWrite={may('rates.write') && !group.ended_at}
                />
              </Card>
            </div>
            <div className={layout.stack}>
              <Card title={t('groups.about')}>
                <Facts
                  of={[
                    [t('groups.id'), <code key="id">{group.id}</code>],
                    [t('groups.made'), <When key="made" at={group.made_at} />],
                    [t('groups.endedAt'), <When key="ended" at={group.ended_at} />],
                  ]}
                />
              </Card>
              {may('customers.read') && <Members of={group} />}
            </div>
          </div>
        )}
      </DetailPage>
      {ending && detail.data && (
        <ActionDialog
          danger
          title={t('groups.endTitle', { name: detail.data.name })}
          consequences={[t('groups.end1'), t('groups.end2'), t('groups.end3')]}
          action={t('groups.end')}
          submit={() =>
            show(
              api().POST('/admin/customer-groups/{group_id}/end', { params: { path, header } }),
              t('groups.ended'),
            )
          }
          onClose={() => setEnding(false)}
        />
      )}
    </>
  );
}
