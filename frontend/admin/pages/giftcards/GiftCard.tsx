import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { useNames } from '../../frame/names';
import { formatMoney, formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { DetailPage, useDetail, type Detail } from '../../patterns/DetailPage';
import { SeenDialog, type Difference } from '../../patterns/SeenDialog';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { CopyText } from '../../ui/CopyText';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Field';
import { ActionMenu } from '../../ui/Menu';
import { Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import {
  AMOUNT,
  LIST,
  letterOf,
  minorOf,
  nameOf,
  TONES,
  type GiftCard as OfficeCard,
  type Movement,
} from './cards';
import { LetterFields } from './LetterFields';

type Act = 'block' | 'correct' | 'send' | 'code';
const header = (tag: string | null, key?: string) => ({
  ...(key ? { 'Idempotency-Key': key } : {}),
  ...(tag ? { 'If-Match': tag } : {}),
});

/** One gift card, or somebody's store credit: its balance, and what moved it. */
export default function GiftCard() {
  const { cardId = '' } = useParams();
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const [act, setAct] = useState<Act>();
  const path = { gift_card_id: cardId };
  const detail = useDetail<OfficeCard>(['gift-card', cardId], (headers, signal) =>
    api().GET('/admin/gift-cards/{gift_card_id}', { params: { path }, headers, signal }),
  );

  async function done(said: string) {
    await Promise.all([
      detail.reload(),
      queries.invalidateQueries({ queryKey: ['gift-card-movements', cardId] }),
      queries.invalidateQueries({ queryKey: [LIST] }),
    ]);
    toast(said);
  }

  return (
    <>
      <DetailPage
        detail={detail}
        title={(card) => (
          <>
            <bdi>{nameOf(card)}</bdi> <StateBadge state={`card_${card.state}`} tone={TONES[card.state]} />
          </>
        )}
        crumbs={[{ to: '/prices/gift-cards', label: t('giftCards.title') }]}
        version={({ version }) => version}
        actions={(card) =>
          may('payments.refund') && (
            <ActionMenu
              label={t('giftCards.change')}
              name={t('giftCards.change')}
              items={[
                { id: 'correct', label: t('giftCards.correct'), act: () => setAct('correct') },
                {
                  id: 'block',
                  label: t(card.state === 'blocked' ? 'giftCards.unblock' : 'giftCards.block'),
                  act: () => setAct('block'),
                },
                ...(card.kind === 'gift_card'
                  ? [
                      { id: 'send', label: t('giftCards.send'), act: () => setAct('send') },
                      { id: 'code', label: t('giftCards.showCode'), act: () => setAct('code') },
                    ]
                  : []),
              ]}
            />
          )
        }
      >
        {(card) => (
          <>
            <Known card={card} />
            <Movements cardId={cardId} />
          </>
        )}
      </DetailPage>
      {act && act !== 'code' && detail.data && (
        <Change act={act} card={detail.data} detail={detail} done={done} onClose={() => setAct(undefined)} />
      )}
      {act === 'code' && <Code cardId={cardId} onClose={() => setAct(undefined)} />}
    </>
  );
}

function Known({ card }: { card: OfficeCard }) {
  const t = useText();
  const may = useMay();
  const names = useNames();
  return (
    <Card title={t('giftCards.card')}>
      {card.letter && (
        <Notice>
          {t('giftCards.waits', { email: card.letter.email, day: formatWhen(card.letter.send_on, 'day') })}
        </Notice>
      )}
      <Facts
        of={[
          [t('giftCards.available'), <Money key="available" of={card.available} />],
          [t('giftCards.held'), <Money key="held" of={card.held} />],
          [t('giftCards.balance'), <Money key="balance" of={card.balance} />],
          [
            t('giftCards.expiresOn'),
            card.expires_on ? formatWhen(card.expires_on, 'day') : t('giftCards.never'),
          ],
          [t('giftCards.sent'), <When key="sent" at={card.sent_at} />],
          [t('giftCards.reason'), <bdi key="reason">{card.reason}</bdi>],
          [t('giftCards.made'), <When key="made" at={card.created_at} />],
          [t('giftCards.by'), <bdi key="by">{names(card.created_by.replace('user:', 'staff:'))}</bdi>],
          ...(card.user_id
            ? [
                [
                  t('giftCards.user'),
                  may('customers.read') ? (
                    <Link to={`/customers/${card.user_id}`}>{card.user_id}</Link>
                  ) : (
                    <bdi>{card.user_id}</bdi>
                  ),
                ] satisfies [string, ReactNode],
              ]
            : []),
        ]}
      />
    </Card>
  );
}

const MOVEMENTS: Column<Movement>[] = [
  { id: 'at', label: 'giftCards.when', cell: ({ at }) => <When at={at} />, text: ({ at }) => at },
  {
    id: 'kind',
    label: 'giftCards.what',
    cell: ({ kind }) => <StateBadge state={`credit_${kind}`} tone="over" />,
    text: ({ kind }) => kind,
  },
  {
    id: 'amount',
    label: 'giftCards.amount',
    end: true,
    cell: ({ amount }) => <Money of={amount} />,
    text: ({ amount }) => formatMoney(amount),
  },
  {
    id: 'order',
    label: 'giftCards.order',
    from: 'tablet',
    cell: ({ order_id }) => order_id && <Link to={`/orders/${order_id}`}>{order_id.slice(0, 8)}…</Link>,
    text: ({ order_id }) => order_id,
  },
  { id: 'reason', label: 'giftCards.reason', from: 'tablet', cell: ({ reason }) => <bdi>{reason}</bdi> },
];

function Movements({ cardId }: { cardId: string }) {
  const t = useText();
  const list = useInfiniteQuery({
    queryKey: ['gift-card-movements', cardId],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/gift-cards/{gift_card_id}/movements', {
          params: { path: { gift_card_id: cardId }, query: { limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card title={t('giftCards.movements')}>
      <DataTable
        short
        label={t('giftCards.movements')}
        columns={MOVEMENTS}
        rows={rows}
        id={({ at, kind, order_id }) => `${at}${kind}${order_id}`}
      />
      {list.hasNextPage && <Button onClick={() => void list.fetchNextPage()}>{t('giftCards.more')}</Button>}
    </Card>
  );
}

interface ChangeProps {
  act: Exclude<Act, 'code'>;
  card: OfficeCard;
  detail: Detail<OfficeCard>;
  done: (said: string) => Promise<void>;
  onClose: () => void;
}

function Change({ act, card, detail, done, onClose }: ChangeProps) {
  const t = useText();
  const { currency } = card.balance;
  const params = (key: string, tag: string | null) => ({
    path: { gift_card_id: card.id },
    header: { ...header(tag, key), 'Idempotency-Key': key },
  });
  const common = { detail, differences, onClose };

  if (act === 'block') {
    const blocked = card.state !== 'blocked';
    return (
      <SeenDialog
        {...common}
        danger={blocked}
        title={t(blocked ? 'giftCards.block' : 'giftCards.unblock')}
        action={t(blocked ? 'giftCards.block' : 'giftCards.unblock')}
        consequences={() => [t(blocked ? 'giftCards.blockText' : 'giftCards.unblockText')]}
        submit={async (_, __, { tag }) => {
          await answer(
            api().PUT('/admin/gift-cards/{gift_card_id}/blocked', {
              params: { path: { gift_card_id: card.id }, header: header(tag) },
              body: { blocked },
            }),
          );
          await done(t('giftCards.saved'));
        }}
      />
    );
  }
  if (act === 'send')
    return (
      <SeenDialog
        {...common}
        title={t('giftCards.send')}
        action={t('giftCards.send')}
        consequences={() => [t('giftCards.sendText')]}
        submit={async (values, key, { tag }) => {
          await answer(
            api().POST('/admin/gift-cards/{gift_card_id}/letters', {
              params: params(key, tag),
              body: letterOf(values),
            }),
          );
          await done(t('giftCards.saved'));
        }}
      >
        {() => <LetterFields required />}
      </SeenDialog>
    );
  return (
    <SeenDialog
      {...common}
      danger
      title={t('giftCards.correct')}
      action={t('giftCards.correct')}
      consequences={({ available }) => [t('giftCards.correctText', { amount: formatMoney(available) })]}
      submit={async ({ amount = '', reason = '' }, key, { tag }) => {
        await answer(
          api().POST('/admin/gift-cards/{gift_card_id}/corrections', {
            params: params(key, tag),
            body: { amount: { amount: minorOf(amount, currency), currency }, reason },
          }),
        );
        await done(t('giftCards.saved'));
      }}
    >
      {() => (
        <>
          <TextField
            label={t('giftCards.amountIn', { currency })}
            name="amount"
            pattern={AMOUNT}
            hint={t('giftCards.amountHint')}
            required
            first
          />
          <TextField label={t('giftCards.reason')} name="reason" maxLength={200} required />
        </>
      )}
    </SeenDialog>
  );

  function differences(was: OfficeCard, now: OfficeCard): Difference[] {
    const told = (label: string, before: string, after: string) =>
      before === after ? [] : [{ label, was: before, now: after }];
    return [
      ...told(t('giftCards.available'), formatMoney(was.available), formatMoney(now.available)),
      ...told(t('giftCards.held'), formatMoney(was.held), formatMoney(now.held)),
    ];
  }
}

/** The code, which is asked for where it is wanted and kept nowhere. */
function Code({ cardId, onClose }: { cardId: string; onClose: () => void }) {
  const t = useText();
  const [code, setCode] = useState('');
  // The dialog that asked closes itself once it is answered.
  const shownRef = useRef(false);
  if (code)
    return (
      <Dialog title={t('giftCards.code')} onClose={onClose}>
        <p>
          <CopyText of={code} name={t('giftCards.code')} />
        </p>
        <Button onClick={onClose}>{t('frame.close')}</Button>
      </Dialog>
    );
  return (
    <ActionDialog
      title={t('giftCards.showCode')}
      consequences={[t('giftCards.codeMoney'), t('giftCards.codeRecord')]}
      action={t('giftCards.showCode')}
      submit={async () => {
        const shown = await answer(
          api().POST('/admin/gift-cards/{gift_card_id}/code', { params: { path: { gift_card_id: cardId } } }),
        );
        shownRef.current = true;
        setCode(shown.code);
      }}
      onClose={() => {
        if (!shownRef.current) onClose();
      }}
    />
  );
}
