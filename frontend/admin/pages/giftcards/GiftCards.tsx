import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
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
import { Money, StateBadge } from '../../ui/values';
import { AMOUNT, LIST, letterOf, minorOf, nameOf, TONES, type GiftCard } from './cards';
import { CardTabs } from './CardTabs';
import { LetterFields } from './LetterFields';

const KINDS = ['gift_card', 'store_credit'] as const;

const COLUMNS: Column<GiftCard>[] = [
  { id: 'card', label: 'giftCards.card', cell: (card) => <bdi>{nameOf(card)}</bdi>, text: nameOf },
  {
    id: 'state',
    label: 'giftCards.state',
    cell: ({ state }) => <StateBadge state={`card_${state}`} tone={TONES[state]} />,
    text: ({ state }) => state,
  },
  {
    id: 'balance',
    label: 'giftCards.balance',
    end: true,
    cell: ({ balance }) => <Money of={balance} />,
    text: ({ balance }) => formatMoney(balance),
  },
  {
    id: 'held',
    label: 'giftCards.held',
    from: 'desk',
    end: true,
    cell: ({ held }) => <Money of={held} />,
    text: ({ held }) => formatMoney(held),
  },
  {
    id: 'reason',
    label: 'giftCards.reason',
    from: 'tablet',
    cell: ({ reason }) => <bdi>{reason}</bdi>,
    text: ({ reason }) => reason,
  },
  {
    id: 'made',
    label: 'giftCards.made',
    from: 'tablet',
    cell: ({ created_at }) => formatWhen(created_at, 'day'),
    text: ({ created_at }) => created_at,
  },
];

/** All gift cards, or the store credit of people. */
export default function GiftCards() {
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const go = useNavigate();
  const [open, setOpen] = useState<'issue' | 'find'>();
  const close = () => setOpen(undefined);

  return (
    <>
      <ListPage
        name={LIST}
        title="giftCards.title"
        columns={COLUMNS}
        filters={[{ name: 'kind', label: 'giftCards.kind', kind: 'select', values: KINDS }]}
        load={({ kind }, cursor, signal) =>
          answer(
            api().GET('/admin/gift-cards', {
              params: { query: { limit: 100, cursor, kind: KINDS.find((one) => one === kind) } },
              signal,
            }),
          )
        }
        id={({ id }) => id}
        to={({ id }) => `/prices/gift-cards/${id}`}
        above={<CardTabs />}
        empty={{ title: 'giftCards.none', text: 'giftCards.noneText' }}
        actions={
          <>
            <Button onClick={() => setOpen('find')}>{t('giftCards.find')}</Button>
            {may('payments.refund') && (
              <Button look="primary" onClick={() => setOpen('issue')}>
                {t('giftCards.issue')}
              </Button>
            )}
          </>
        }
      />
      {open === 'find' && (
        <ActionDialog
          title={t('giftCards.find')}
          action={t('giftCards.findIt')}
          submit={async ({ code = '' }) => {
            const card = await answer(api().POST('/admin/gift-cards/look-ups', { body: { code } }));
            void go(`/prices/gift-cards/${card.id}`);
          }}
          onClose={close}
        >
          <TextField label={t('giftCards.code')} name="code" required first autoComplete="off" />
        </ActionDialog>
      )}
      {open === 'issue' && (
        <Issue
          done={async (card) => {
            await queries.invalidateQueries({ queryKey: [LIST] });
            toast(t('giftCards.issued'));
            void go(`/prices/gift-cards/${card.id}`);
          }}
          onClose={close}
        />
      )}
    </>
  );
}

function Issue({ done, onClose }: { done: (card: GiftCard) => Promise<void>; onClose: () => void }) {
  const t = useText();
  const { currency } = config();
  return (
    <ActionDialog
      title={t('giftCards.issue')}
      consequences={[t('giftCards.issueOwed'), t('giftCards.issueLetter'), t('giftCards.issueCredit')]}
      action={t('giftCards.issue')}
      submit={async ({ amount = '', reason = '', user_id = '', expires_on = '', ...letter }, key) =>
        done(
          await answer(
            api().POST('/admin/gift-cards', {
              params: { header: { 'Idempotency-Key': key } },
              body: {
                amount: { amount: minorOf(amount, currency), currency },
                reason,
                user_id,
                expires_on: expires_on === '' ? null : expires_on,
                letter: letter.email ? letterOf(letter) : null,
              },
            }),
          ),
        )
      }
      onClose={onClose}
    >
      <TextField
        label={t('giftCards.amountIn', { currency })}
        name="amount"
        inputMode="decimal"
        pattern={AMOUNT}
        required
        first
      />
      <TextField
        label={t('giftCards.reason')}
        name="reason"
        maxLength={200}
        required
        hint={t('giftCards.reasonHint')}
      />
      <TextField
        label={t('giftCards.expiresOn')}
        name="expires_on"
        type="date"
        hint={t('giftCards.expiresHint')}
      />
      <LetterFields />
      <TextField label={t('giftCards.user')} name="user_id" hint={t('giftCards.userHint')} />
    </ActionDialog>
  );
}
