import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../src/api/client';
import { randomId } from '../../../src/lib/ids';
import { tagged } from '../../api/tagged';
import { Page } from '../../frame/Page';
import { useText } from '../../i18n/useText';
import { DraftForm } from './DraftForm';
import type { Body } from './form';

export default function NewDraft() {
  const t = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const sending = useRef({ sent: '', key: '' });

  async function save(body: Body) {
    const sent = JSON.stringify(body);
    // The same sent again, after a lost answer, is one draft.
    if (sending.current.sent !== sent) sending.current = { sent, key: randomId() };
    const made = await tagged(
      api().POST('/admin/drafts', { params: { header: { 'Idempotency-Key': sending.current.key } }, body }),
    );
    queries.setQueryData(['draft', made.data.id], made);
    return () => void navigate(`/drafts/${made.data.id}`, { replace: true });
  }

  return (
    <Page title={t('drafts.new')} crumbs={[{ label: t('drafts.title'), to: '/drafts' }]}>
      <DraftForm save={save} />
    </Page>
  );
}
