import { useRef, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { randomId } from '../../../src/lib/ids';
import { useMay } from '../../frame/me';
import { useNames } from '../../frame/names';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { SeenDialog } from '../../patterns/SeenDialog';
import { useAct } from '../../patterns/useAct';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { ErrorNotice, Notice, Skeleton } from '../../ui/Notice';
import { ProblemForm } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import { Card, When } from '../../ui/values';
import styles from './notes.module.css';
import { useNotes, type Note } from './useNotes';

const LONGEST = 4000;

const tagOf = ({ version }: Note): string => `"${version}"`;
const paramsOf = ({ note_id, about }: Note) => ({ path: { note_id }, query: { about } });

const write = (about: string, text: string, key: string) =>
  answer(
    api().POST('/admin/backoffice/notes', {
      params: { query: { about }, header: { 'Idempotency-Key': key } },
      body: { text },
    }),
  );

/** What staff note about `order:<id>` or `customer:<id>`, for one another. */
export default function Notes({ about }: { about: `order:${string}` | `customer:${string}` }) {
  const t = useText();
  const may = useMay();
  const [editing, setEditing] = useState<Note>();
  const { notes, list, reload } = useNotes(about);
  const mayWrite = may('orders.write') && (about.startsWith('order:') || may('customers.write'));
  const now = notes?.find(({ note_id }) => note_id === editing?.note_id);

  async function fresh(opened: Note) {
    const { data } = await list.refetch({ throwOnError: true });
    const listed = data?.pages.flatMap((page) => page.data.items) ?? [];
    const found = listed.find(({ note_id }) => note_id === opened.note_id) ?? opened;
    return { data: found, tag: tagOf(found) };
  }

  return (
    <Card title={t('notes.title')}>
      {mayWrite && <Add about={about} after={reload} />}
      {list.isPending && <Skeleton rows={2} />}
      {Boolean(list.error) && <ErrorNotice error={list.error} title={t('error.load')} />}
      {notes?.length === 0 && <p className="muted">{t('notes.none')}</p>}
      <ul className={styles.notes}>
        {notes?.map((note) => (
          <One
            key={note.note_id}
            note={note}
            edit={mayWrite ? () => setEditing(note) : undefined}
            after={reload}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="plain" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
      {editing && (
        <Edit
          opened={editing}
          now={now}
          gone={!now && !list.hasNextPage}
          fresh={() => fresh(editing)}
          after={reload}
          onClose={() => setEditing(undefined)}
        />
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
        await write(about, text, attempt.current.key);
        attempt.current = { sent: '', key: '' };
        setTurn(turn + 1);
        await after();
      }}
    >
      <TextField label={t('notes.new')} name="text" required maxLength={LONGEST} lines={2} />
    </ProblemForm>
  );
}

function One({ note, edit, after }: { note: Note; edit?: () => void; after: () => Promise<void> }) {
  const t = useText();
  const names = useNames();
  const act = useAct(after);

  async function restore() {
    await answer(api().POST('/admin/backoffice/notes/{note_id}/restore', { params: paramsOf(note) }));
    await after();
    toast(t('notes.back'));
  }

  async function remove() {
    const params = { ...paramsOf(note), header: { 'If-Match': tagOf(note) } };
    await answer(api().DELETE('/admin/backoffice/notes/{note_id}', { params }));
    toast(t('notes.removed'), { undo: restore });
  }

  return (
    <li>
      <p className={styles.text} dir="auto">
        {note.text}
      </p>
      <p className={styles.foot}>
        <bdi>{names(`staff:${note.author}`)}</bdi> <When at={note.created_at} ago />
        {note.edited_at && <span>{t('notes.edited')}</span>}
        {edit && (
          <>
            <Button look="plain" onClick={edit}>
              {t('notes.edit')}
            </Button>
            <Button look="plain" busy={act.busy} onClick={() => void act.run(remove)}>
              {t('notes.remove')}
            </Button>
          </>
        )}
      </p>
      {Boolean(act.error) && <ErrorNotice error={act.error} />}
    </li>
  );
}

interface EditProps {
  opened: Note;
  /** As it is now, where it is among those that are shown. */
  now: Note | undefined;
  /** Somebody has deleted it. */
  gone: boolean;
  fresh: Detail<Note>['fresh'];
  after: () => Promise<void>;
  onClose: () => void;
}

/** Changes the note that was read; what a colleague made of it meanwhile is shown, and what is typed here stays. */
function Edit({ opened, now, gone, fresh, after, onClose }: EditProps) {
  const t = useText();
  const ownRef = useRef(false);
  const held = now ?? opened;
  const detail: Detail<Note> = {
    ...{ data: held, tag: tagOf(held), error: undefined, ownRef },
    ...{ reload: after, fresh, replace: () => undefined },
  };
  return (
    <SeenDialog
      detail={detail}
      title={t('notes.edit')}
      action={t(gone ? 'notes.addAgain' : 'frame.save')}
      refill
      differences={(was, is) =>
        was.text === is.text ? [] : [{ label: t('notes.note'), was: was.text, now: is.text }]
      }
      submit={async ({ text = '' }, key, seen) => {
        const params = { ...paramsOf(opened), header: { 'If-Match': seen.tag ?? '' } };
        if (gone) await write(opened.about, text, key);
        else await answer(api().PATCH('/admin/backoffice/notes/{note_id}', { params, body: { text } }));
        await after();
      }}
      onClose={onClose}
    >
      {(seen) => (
        <>
          {gone && <Notice tone="warn">{t('notes.gone')}</Notice>}
          <TextField
            label={t('notes.note')}
            name="text"
            required
            maxLength={LONGEST}
            lines={5}
            defaultValue={seen.text}
            first
          />
        </>
      )}
    </SeenDialog>
  );
}
