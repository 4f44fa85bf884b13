import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { isProblem } from '../../../src/api/problem';
import { randomId } from '../../../src/lib/ids';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { ErrorNotice, Skeleton } from '../../ui/Notice';
import { ProblemForm } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import { Card, When } from '../../ui/values';
import styles from './notes.module.css';

type Note = components['schemas']['NoteView'];

const LONGEST = 4000;

/** What staff note about `order:<id>` or `customer:<id>`, for one another. */
export function Notes({ about }: { about: `order:${string}` | `customer:${string}` }) {
  const t = useText();
  const may = useMay();
  const list = useInfiniteQuery({
    queryKey: ['notes', about],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/backoffice/notes', {
          params: { query: { about, limit: 24, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const notes = list.data?.pages.flatMap(({ items }) => items);
  const reload = async () => {
    await list.refetch();
  };
  const mayWrite = may('orders.write') && (about.startsWith('order:') || may('customers.write'));

  return (
    <Card title={t('notes.title')}>
      {mayWrite && <Add about={about} after={reload} />}
      {list.isPending && <Skeleton rows={2} />}
      {Boolean(list.error) && <ErrorNotice error={list.error} title={t('error.load')} />}
      {notes?.length === 0 && <p className="muted">{t('notes.none')}</p>}
      <ul className={styles.notes}>
        {notes?.map((note) => (
          <One key={note.note_id} note={note} mayWrite={mayWrite} after={reload} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="plain" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </Card>
  );
}

function Add({ about, after }: { about: string; after: () => Promise<void> }) {
  const t = useText();
  const attempt = useRef({ sent: '', key: '' });
  const [turn, setTurn] = useState(0);
  return (
    <ProblemForm
      key={turn}
      action={t('notes.add')}
      submit={async ({ text = '' }) => {
        if (attempt.current.sent !== text) attempt.current = { sent: text, key: randomId() };
        await answer(
          api().POST('/admin/backoffice/notes', {
            params: { query: { about }, header: { 'Idempotency-Key': attempt.current.key } },
            body: { text },
          }),
        );
        attempt.current = { sent: '', key: '' };
        setTurn(turn + 1);
        await after();
      }}
    >
      <TextField label={t('notes.new')} name="text" required maxLength={LONGEST} lines={2} />
    </ProblemForm>
  );
}

function One({ note, mayWrite, after }: { note: Note; mayWrite: boolean; after: () => Promise<void> }) {
  const t = useText();
  const [doing, setDoing] = useState<'edit' | 'remove'>();
  const params = {
    path: { note_id: note.note_id },
    query: { about: note.about },
    header: { 'If-Match': `"${note.version}"` },
  };
  const close = () => setDoing(undefined);

  /** Where somebody else was faster, what they wrote is shown behind what is typed here. */
  async function fresh(work: Promise<unknown>) {
    try {
      await work;
    } catch (error) {
      if (isProblem(error) && error.status === 412) await after();
      throw error;
    }
    await after();
  }

  return (
    <li>
      <p className={styles.text} dir="auto">
        {note.text}
      </p>
      <p className={styles.foot}>
        <bdi>{note.author}</bdi> <When at={note.created_at} ago />
        {note.edited_at && <span>{t('notes.edited')}</span>}
        {mayWrite && (
          <>
            <Button look="plain" onClick={() => setDoing('edit')}>
              {t('notes.edit')}
            </Button>
            <Button look="plain" onClick={() => setDoing('remove')}>
              {t('notes.remove')}
            </Button>
          </>
        )}
      </p>
      {doing === 'edit' && (
        <ActionDialog
          title={t('notes.edit')}
          action={t('frame.save')}
          onClose={close}
          submit={({ text = '' }) =>
            fresh(answer(api().PATCH('/admin/backoffice/notes/{note_id}', { params, body: { text } })))
          }
        >
          <TextField
            label={t('notes.note')}
            name="text"
            required
            maxLength={LONGEST}
            lines={5}
            defaultValue={note.text}
            first
          />
        </ActionDialog>
      )}
      {doing === 'remove' && (
        <ActionDialog
          danger
          title={t('notes.removeTitle')}
          consequences={[t('notes.removeText')]}
          action={t('notes.remove')}
          onClose={close}
          submit={async () => {
            await fresh(answer(api().DELETE('/admin/backoffice/notes/{note_id}', { params })));
            toast(t('notes.removed'));
          }}
        />
      )}
    </li>
  );
}
