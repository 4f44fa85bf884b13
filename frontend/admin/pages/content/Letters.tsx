import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { ListPage } from '../../patterns/ListPage';
import type { Column } from '../../patterns/table';
import { When } from '../../ui/values';
import { DocumentState } from './DocumentPage';
import { LANGUAGES, LETTERS } from './letters';

type Card = components['schemas']['DocumentCard'];

interface Letter {
  name: string;
  language: string;
  card: Card | undefined;
}

/** All letters that were worded: at most one for each letter and language, so two pages of the list. */
async function wordedLetters(signal: AbortSignal): Promise<Card[]> {
  const found: Card[] = [];
  let cursor: string | undefined;
  do {
    const query = { family: 'letter', limit: 100, cursor } as const;
    const page = await answer(api().GET('/admin/content', { params: { query }, signal }));
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

/** Every letter that the shop sends, and whose words it has. */
export default function Letters() {
  const t = useText();
  const columns: Column<Letter>[] = [
    {
      id: 'letter',
      label: 'letters.letter',
      cell: ({ name }) => worded('letter', name),
      text: ({ name }) => name,
    },
    { id: 'language', label: 'letters.language', cell: ({ language }) => worded('language', language) },
    {
      id: 'state',
      label: 'content.state',
      cell: ({ card }) =>
        card ? <DocumentState of={card} /> : <span className="muted">{t('letters.own')}</span>,
    },
    {
      id: 'changed',
      label: 'content.changed',
      from: 'tablet',
      cell: ({ card }) => <When at={card?.updated_at} ago />,
    },
  ];
  return (
    <ListPage
      name="letters"
      title="letters.title"
      columns={columns}
      filters={[
        { name: 'language', label: 'letters.language', kind: 'select', values: LANGUAGES, words: 'language' },
      ]}
      load={async ({ language = 'en' }, _, signal) => {
        const cards = await wordedLetters(signal);
        return {
          items: Object.keys(LETTERS).map((name) => ({
            name,
            language,
            card: cards.find(({ kind }) => kind === `letter:${name}:${language}`),
          })),
        };
      }}
      id={({ name }) => name}
      to={({ name, language }) => `/letters/${name}/${language}`}
    />
  );
}
