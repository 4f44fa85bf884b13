import { useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { useAttempt } from '../../../src/lib/useAttempt';
import { Page } from '../../frame/Page';
import { formatMoney, formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import { FileDrop } from '../../patterns/FileDrop';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { useChosen } from '../../patterns/useChosen';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { ProblemForm } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import ui from '../../ui/ui.module.css';
import { Card, Money, StateBadge } from '../../ui/values';
import { fileText } from './fileText';
import { TransferTabs } from './TransferTabs';

type Schemas = components['schemas'];
type Asked = Omit<Schemas['StatementRequest'], 'book'>;
type Read = Schemas['StatementView'];
type Entry = Schemas['StatementEntryView'];

const FORMATS = ['camt053', 'sparkasse', 'dkb', 'ing', 'n26', 'csv'] as const;
const MOST_BYTES = 2_000_000;
/** As many as the API books at once. */
const AT_ONCE = 200;
const TONES = {
  exact: 'good',
  under: 'warn',
  over: 'warn',
  ended: 'warn',
  received: 'info',
  booked: 'over',
  unknown: 'bad',
  currency: 'bad',
} as const;

/** A statement of the bank: looked at first, entry by entry, and then booked. It is not kept. */
export default function Statement() {
  const t = useText();
  const [format, setFormat] = useState<(typeof FORMATS)[number]>('camt053');
  const [columns, setColumns] = useState<Schemas['ColumnsRequest']>();
  const [asked, setAsked] = useState<Asked>();
  const [read, setRead] = useState<Read>();

  async function look(file: File) {
    setRead(undefined);
    const wanted = { format, content: await fileText(file), columns: format === 'csv' ? columns : null };
    setRead(await answer(api().POST('/admin/transfers/statements', { body: { ...wanted, book: [] } })));
    setAsked(wanted);
  }

  return (
    <Page title={t('transfers.title')}>
      <TransferTabs />
      <div className={layout.stack}>
        <Card title={t('transfers.statement')}>
          <p className="muted">{t('transfers.statementText')}</p>
          <SelectField
            label={t('transfers.format')}
            name="format"
            value={format}
            onChange={({ target }) => setFormat(FORMATS.find((one) => one === target.value) ?? 'camt053')}
            options={FORMATS.map((one) => ({ value: one, label: t(`transfers.format.${one}`) }))}
          />
          {format === 'csv' && <Columns chosen={columns} choose={setColumns} />}
          {(format !== 'csv' || columns) && (
            <FileDrop
              label={t('transfers.file')}
              accept={format === 'camt053' ? '.xml,text/xml,application/xml' : '.csv,.txt,text/csv'}
              maxBytes={MOST_BYTES}
              done={look}
            />
          )}
        </Card>
        {asked && read && <Entries key={asked.content} asked={asked} read={read} show={setRead} />}
      </div>
    </Page>
  );
}

/** Which column of another bank's file says what. */
function Columns({
  chosen,
  choose,
}: {
  chosen: Schemas['ColumnsRequest'] | undefined;
  choose: (columns: Schemas['ColumnsRequest']) => void;
}) {
  const t = useText();
  const field = (
    name: 'date' | 'amount' | 'payer' | 'account' | 'currency' | 'of' | 'id',
    required = false,
  ) => (
    <TextField
      label={t(`transfers.column.${name}`)}
      name={name}
      required={required}
      defaultValue={chosen?.[name] ?? ''}
      maxLength={80}
    />
  );
  return (
    <ProblemForm
      action={t('transfers.columnsTaken')}
      submit={({ date = '', amount = '', text = '', payer, account, currency, of, id, decimal }) => {
        choose({
          ...{ date, amount, payer, account, currency, of, id },
          text: text.split(';').map((name) => name.trim()),
          decimal: decimal === '.' ? '.' : ',',
        });
        return Promise.resolve();
      }}
    >
      <p className="muted">{t('transfers.columnsText')}</p>
      {field('date', true)}
      {field('amount', true)}
      <TextField
        label={t('transfers.column.text')}
        hint={t('transfers.columnTextHint')}
        name="text"
        required
        defaultValue={chosen?.text.join(';') ?? ''}
      />
      {field('payer')}
      {field('account')}
      {field('currency')}
      {field('of')}
      {field('id')}
      <SelectField
        label={t('transfers.column.decimal')}
        name="decimal"
        defaultValue={chosen?.decimal ?? ','}
        options={[',', '.'].map((sign) => ({ value: sign, label: sign }))}
      />
    </ProblemForm>
  );
}

/** What each entry is, and which are to be booked: at first all that can be. */
function Entries({ asked, read, show }: { asked: Asked; read: Read; show: (read: Read) => void }) {
  const t = useText();
  const { busy, error, attempt } = useAttempt();
  const [named, setNamed] = useState<Record<string, string>>({});
  const { chosen, choose } = useChosen(read.entries.filter((one) => one.bookable).map((one) => one.entry_id));
  const toBook = read.entries.filter(
    ({ entry_id, bookable, match }) =>
      (bookable && chosen.has(entry_id)) || (match === 'unknown' && Boolean(named[entry_id])),
  );

  const book = () =>
    attempt(async () => {
      let after = read;
      for (let start = 0; start < toBook.length; start += AT_ONCE) {
        const some = toBook.slice(start, start + AT_ONCE);
        const body = {
          ...asked,
          book: some.map(({ entry_id }) => ({ entry_id, reference: named[entry_id] ?? '' })),
        };
        after = await answer(api().POST('/admin/transfers/statements', { body }));
        show(after);
      }
      const ids = new Set(toBook.map(({ entry_id }) => entry_id));
      const done = after.entries.filter(({ entry_id, match }) => ids.has(entry_id) && match === 'booked');
      toast(t('transfers.bookedCount', { count: done.length }));
    });

  const columns: Column<Entry>[] = [
    {
      id: 'match',
      label: 'transfers.match',
      cell: ({ match }) => (
        <StateBadge state={match} tone={TONES[match]} text={t(`transfers.match.${match}`)} />
      ),
    },
    { id: 'amount', label: 'transfers.amount', end: true, cell: ({ amount }) => <Money of={amount} /> },
    { id: 'what', label: 'transfers.becomes', from: 'tablet', cell: (entry) => <Becomes entry={entry} /> },
    {
      id: 'orders',
      label: 'transfers.reference',
      cell: ({ entry_id, match, parts }) =>
        match === 'unknown' ? (
          <input
            className={ui.input}
            dir="ltr"
            size={15}
            aria-label={t('transfers.belongsTo')}
            placeholder="SK-…"
            maxLength={40}
            value={named[entry_id] ?? ''}
            onChange={({ target }) => setNamed({ ...named, [entry_id]: target.value })}
          />
        ) : (
          parts.map(({ reference }) => <bdi key={reference}>{reference} </bdi>)
        ),
    },
    {
      id: 'who',
      label: 'transfers.payer',
      from: 'tablet',
      cell: ({ payer, text }) => (
        <>
          <bdi>{payer}</bdi> <span className="muted">{text}</span>
        </>
      ),
    },
    {
      id: 'day',
      label: 'transfers.arrivedOn',
      from: 'desk',
      cell: ({ booked_on }) => formatWhen(`${booked_on}T12:00:00`, 'day'),
    },
  ];

  return (
    <Card
      title={t('transfers.entries', { count: read.entries.length })}
      actions={
        <Button look="primary" busy={busy} disabled={toBook.length === 0} onClick={() => void book()}>
          {t('transfers.book', { count: toBook.length })}
        </Button>
      }
    >
      {read.own_account === false && (
        <Notice tone="warn">{t('transfers.otherAccount', { account: read.account })}</Notice>
      )}
      {Boolean(error) && <ErrorNotice error={error} title={t('error.failed')} />}
      <DataTable
        label={t('transfers.statement')}
        columns={columns}
        rows={read.entries}
        id={({ entry_id }) => entry_id}
        selection={{
          chosen,
          choose,
          called: ({ text, payer }) => text || payer,
          can: ({ bookable }) => bookable,
        }}
      />
      <p className="muted">{t('transfers.passedOver', { count: read.passed_over })}</p>
    </Card>
  );
}

/** What booking it does, in words. */
function Becomes({ entry: { match, missing, surplus } }: { entry: Entry }) {
  const t = useText();
  if (match === 'under') return t('transfers.becomes.under', { amount: formatMoney(missing) });
  if (match === 'over' || match === 'ended')
    return t('transfers.becomes.back', { amount: formatMoney(surplus) });
  return t(`transfers.becomes.${match}`);
}
