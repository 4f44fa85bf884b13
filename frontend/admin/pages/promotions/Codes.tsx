import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { config } from '../../../src/lib/config';
import { useMay } from '../../frame/me';
import { formatMoney, formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { toast } from '../../ui/toast';
import { StateBadge } from '../../ui/values';
import { downloadBatch, listOf, pathOf, stateOf, STATES, TONES, type Code } from './codes';

const WHOLE = '\\d{1,7}';
const MOST = 10_000;

/** The codes of a promotion: one by one and by thousands, and where one of them is. */
export default function Codes() {
  const { promotionId = '' } = useParams();
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const go = useNavigate();
  const [open, setOpen] = useState<'one' | 'many' | 'find'>();
  const close = () => setOpen(undefined);
  const made = () => queries.invalidateQueries({ queryKey: [listOf(promotionId)] });

  const columns: Column<Code>[] = [
    {
      ...{ id: 'code', label: 'promotions.code' },
      cell: ({ code }) => <bdi>{code}</bdi>,
      text: ({ code }) => code,
    },
    {
      ...{ id: 'state', label: 'promotions.codeState' },
      cell: (code) => <StateBadge state={stateOf(code)} tone={TONES[stateOf(code)]} text={stateText(code)} />,
      text: stateText,
    },
    {
      ...{ id: 'used', label: 'promotions.codeUsed', end: true },
      cell: ({ used }) => used ?? '–',
      text: ({ used }) => (used === null ? '' : String(used)),
    },
    {
      ...{ id: 'limit', label: 'promotions.codeLimit', end: true, from: 'tablet' },
      cell: ({ limit }) => limit || '–',
      text: ({ limit }) => String(limit),
    },
    {
      ...{ id: 'batch', label: 'promotions.codeBatch', from: 'desk' },
      cell: ({ batch }) => (batch ? <bdi>{batch}</bdi> : '–'),
      text: ({ batch }) => batch,
    },
    {
      ...{ id: 'made', label: 'promotions.codeMade', from: 'tablet' },
      cell: ({ made_at }) => formatWhen(made_at, 'day'),
      text: ({ made_at }) => made_at,
    },
  ];

  function stateText(code: Code): string {
    return t(STATES[stateOf(code)]);
  }

  return (
    <>
      <ListPage
        name={listOf(promotionId)}
        title="promotions.codes"
        crumbs={[{ to: '/prices/promotions', label: t('promotions.title') }]}
        columns={columns}
        load={(_, cursor, signal) =>
          answer(
            api().GET('/admin/promotions/{promotion_id}/codes', {
              params: { path: { promotion_id: promotionId }, query: { limit: 100, cursor } },
              signal,
            }),
          )
        }
        id={({ code }) => code}
        to={({ code }) => pathOf(promotionId, code)}
        above={<Counted promotionId={promotionId} />}
        empty={{ title: 'promotions.noCodes', text: 'promotions.noCodesText' }}
        actions={
          <>
            <Button onClick={() => setOpen('find')}>{t('promotions.findCode')}</Button>
            {may('rates.write') && (
              <>
                <Button onClick={() => setOpen('many')}>{t('promotions.makeCodes')}</Button>
                <Button look="primary" onClick={() => setOpen('one')}>
                  {t('promotions.makeCode')}
                </Button>
              </>
            )}
          </>
        }
      />
      {open === 'find' && (
        <ActionDialog
          title={t('promotions.findCode')}
          action={t('promotions.findIt')}
          submit={async ({ code: entered = '' }) => {
            const path = { promotion_id: promotionId, code: entered.trim() };
            const { code } = await answer(
              api().GET('/admin/promotions/{promotion_id}/codes/{code}', { params: { path } }),
            );
            void go(pathOf(promotionId, code));
          }}
          onClose={close}
        >
          <TextField label={t('promotions.code')} name="code" required first autoComplete="off" />
        </ActionDialog>
      )}
      {open === 'one' && (
        <ActionDialog
          title={t('promotions.makeCode')}
          action={t('promotions.makeCode')}
          submit={async ({ code = '', limit = '' }, key) => {
            const one = await answer(
              api().POST('/admin/promotions/{promotion_id}/codes', {
                params: { path: { promotion_id: promotionId }, header: { 'Idempotency-Key': key } },
                body: { code, limit: Number(limit) },
              }),
            );
            await made();
            toast(t('promotions.codeIsMade', { code: one.code }));
          }}
          onClose={close}
        >
          <TextField
            label={t('promotions.code')}
            name="code"
            hint={t('promotions.codeHint')}
            maxLength={40}
            required
            first
            autoComplete="off"
          />
          <TextField
            label={t('promotions.codeLimit')}
            name="limit"
            hint={t('promotions.codeLimitHint')}
            inputMode="numeric"
            pattern={WHOLE}
          />
        </ActionDialog>
      )}
      {open === 'many' && (
        <ActionDialog
          title={t('promotions.makeCodes')}
          consequences={[t('promotions.makeCodesText'), t('promotions.makeCodesFile')]}
          action={t('promotions.makeCodes')}
          submit={async ({ count = '', prefix = '', limit = '' }, key) => {
            const { batch } = await answer(
              api().POST('/admin/promotions/{promotion_id}/code-batches', {
                params: { path: { promotion_id: promotionId }, header: { 'Idempotency-Key': key } },
                body: { count: Number(count), prefix, limit: Number(limit) },
              }),
            );
            await made();
            toast(t('promotions.codesAreMade', { count: await downloadBatch(promotionId, batch) }));
          }}
          onClose={close}
        >
          <TextField
            label={t('promotions.codeCount')}
            name="count"
            hint={t('promotions.codeCountHint', { most: MOST })}
            inputMode="numeric"
            pattern="[1-9]\d{0,4}"
            required
            first
          />
          <TextField label={t('promotions.codePrefix')} name="prefix" maxLength={30} autoComplete="off" />
          <TextField
            label={t('promotions.codeLimit')}
            name="limit"
            hint={t('promotions.codeLimitHint')}
            defaultValue="1"
            inputMode="numeric"
            pattern={WHOLE}
          />
        </ActionDialog>
      )}
    </>
  );
}

/** In how many orders the promotion is, where it is counted. */
function Counted({ promotionId }: { promotionId: string }) {
  const t = useText();
  const { data } = useQuery({
    queryKey: ['promotion-uses', promotionId],
    queryFn: ({ signal }) =>
      answer(
        api().GET('/admin/promotions/{promotion_id}/uses', {
          params: { path: { promotion_id: promotionId } },
          signal,
        }),
      ),
  });
  if (!data?.used) return null;
  const amount = formatMoney({ amount: data.spent, currency: config().currency });
  return <p className="muted">{t('promotions.usedIn', { count: data.used, amount })}</p>;
}
