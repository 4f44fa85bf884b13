import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { isProblem } from '../../../src/api/problem';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { useLeaveGuard } from '../../patterns/leave';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { ProblemForm } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import { Card } from '../../ui/values';
import type { Answered } from './Dispute';
import { EvidenceFiles } from './EvidenceFiles';
import { evidenceOf, LIMITS, MEMBERS, type DisputeFile, type Evidence } from './filled';

const LINES: Partial<Record<keyof Evidence, number>> = {
  ...{ explanation: 8, product: 4, billing_address: 4, shipping_address: 4 },
  ...{ invoice: 3, correspondence: 5, refund_policy: 6 },
};

interface Props {
  detail: Detail<Answered>;
  start: Evidence;
  isDraft: boolean;
}

/** What the bank is told: begun with what is kept, or with what the shop knows; kept as a draft, and sent once. */
export function EvidenceForm({ detail, start, isDraft }: Props) {
  const t = useText();
  const [typed, setTyped] = useState(start);
  const [seen, setSeen] = useState(detail.tag);
  const [changed, setChanged] = useState(false);
  const [sending, setSending] = useState(false);
  const [isDirty, setDirty] = useState(false);
  const release = useLeaveGuard(isDirty);
  const { payment_id = '', order_id = '', dispute, files: kept = [] } = detail.data ?? {};
  const [files, setFiles] = useState<DisputeFile[]>(() =>
    kept.map(({ file_id, kind, name }) => ({ file_id, kind, name })),
  );
  const path = { payment_id, dispute_id: dispute?.dispute_id ?? '' };

  /** Does it on condition of what was seen; where somebody was faster, what was typed stays and the next try counts. */
  async function unlessChanged(act: (ifMatch: { 'If-Match'?: string }) => Promise<unknown>) {
    try {
      await act(seen ? { 'If-Match': seen } : {});
    } catch (error) {
      if (isProblem(error) && error.status === 412) {
        setSeen((await detail.fresh()).tag);
        setChanged(true);
      }
      throw error;
    }
    setChanged(false);
    setDirty(false);
    release();
    setSeen((await detail.fresh()).tag);
  }

  async function save() {
    const body = { ...evidenceOf(typed), files };
    await unlessChanged((ifMatch) =>
      answer(
        api().PATCH('/admin/payments/{payment_id}/disputes/{dispute_id}', {
          params: { path, header: ifMatch },
          body,
        }),
      ),
    );
    toast(t('disputes.savedDone'));
  }

  async function send(key: string) {
    const body = { answer: 'evidence' as const, evidence: { ...evidenceOf(typed), files } };
    await unlessChanged((ifMatch) =>
      answer(
        api().POST('/admin/payments/{payment_id}/disputes/{dispute_id}', {
          params: { path, header: { 'Idempotency-Key': key, ...ifMatch } },
          body,
        }),
      ),
    );
    toast(t('disputes.sentDone'));
  }

  return (
    <Card title={t('disputes.evidence')}>
      <p className="muted">{t(isDraft ? 'disputes.draftText' : 'disputes.filledText')}</p>
      {changed && <Notice tone="warn">{t('disputes.changedMeanwhile')}</Notice>}
      <ProblemForm
        wide
        action={t('disputes.save')}
        submit={save}
        beside={
          <Button onClick={() => setSending(true)} disabled={typed.explanation.trim() === ''}>
            {t('disputes.send')}
          </Button>
        }
      >
        {MEMBERS.map((member) => (
          <TextField
            key={member}
            name={member}
            label={worded('evidence', member)}
            hint={member === 'explanation' ? t('disputes.explain') : undefined}
            lines={LINES[member]}
            maxLength={LIMITS[member]}
            value={typed[member]}
            onChange={(value) => {
              setDirty(true);
              setTyped({ ...typed, [member]: value });
            }}
          />
        ))}
        <EvidenceFiles
          path={path}
          orderId={order_id}
          files={files}
          kept={kept}
          change={(after) => {
            setDirty(true);
            setFiles(after);
          }}
        />
      </ProblemForm>
      {sending && (
        <ActionDialog
          title={t('disputes.send')}
          action={t('disputes.send')}
          consequences={[t('disputes.sendText'), t('disputes.sendPeople'), t('disputes.final')]}
          onClose={() => setSending(false)}
          submit={(_, key) => send(key)}
        />
      )}
    </Card>
  );
}
