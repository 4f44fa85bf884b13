import { useRef } from 'react';
import { useParams } from 'react-router';
import { Page } from '../../frame/Page';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Blank } from '../../ui/Notice';
import styles from './content.module.css';
import type { Content } from './document';
import { DocumentPage } from './DocumentPage';
import { LetterPreview } from './LetterPreview';
import { isLetter, placeholders, type LetterName } from './letters';

const FIELDS = ['subject', 'intro', 'closing'] as const;
type Field = (typeof FIELDS)[number];

const from = (stored: Content<'letter'> | undefined) => ({ subject: '', intro: '', closing: '', ...stored });

/** The merchant's words of a letter in a language. */
export default function LetterEdit() {
  const t = useText();
  const { letter = '', language = 'en' } = useParams();
  if (!isLetter(letter))
    return (
      <Page title={t('detail.goneTitle')} quiet>
        <Blank icon="search" title={t('detail.gone')} />
      </Page>
    );
  return <Editor key={`${letter}:${language}`} letter={letter} language={language} />;
}

function Editor({ letter, language }: { letter: LetterName; language: string }) {
  const t = useText();
  const place = useRef<{ field: Field; at: number }>({ field: 'intro', at: Infinity });

  return (
    <DocumentPage
      kind={`letter:${letter}:${language}`}
      family="letter"
      title={`${worded('letter', letter)}, ${worded('language', language)}`}
      crumbs={[{ label: t('letters.title'), to: `/letters?language=${language}` }]}
      from={from}
      preview={({ letter: shown }) => (
        <LetterPreview letter={{ ...from(shown?.letter ?? undefined), kind: letter, language }} />
      )}
    >
      {(value, change) => {
        function insert(name: string) {
          const { field, at } = place.current;
          const text = value[field];
          change({ [field]: text.slice(0, at) + name + text.slice(at) });
          place.current = { field, at: at + name.length };
        }
        return (
          <>
            <p className="muted">{t('letters.text')}</p>
            <div
              className={styles.parts}
              // Notes where the cursor is, for the placeholders below.
              onSelect={({ target }) => {
                const { name, selectionStart } = target as HTMLInputElement;
                const field = FIELDS.find((one) => one === name);
                if (field) place.current = { field, at: selectionStart ?? Infinity };
              }}
            >
              {FIELDS.map((name) => (
                <TextField
                  key={name}
                  label={t(`field.${name}`)}
                  name={name}
                  lines={name === 'subject' ? undefined : 4}
                  value={value[name]}
                  maxLength={name === 'subject' ? 120 : 1000}
                  onChange={(text) => change({ [name]: text })}
                />
              ))}
            </div>
            <div className={styles.acts} role="group" aria-label={t('letters.placeholders')}>
              {placeholders(letter).map((name) => (
                <Button key={name} onClick={() => insert(name)}>
                  {t(name === '{shop}' ? 'letters.insertShop' : 'letters.insertNumber')}{' '}
                  <code dir="ltr">{name}</code>
                </Button>
              ))}
            </div>
          </>
        );
      }}
    </DocumentPage>
  );
}
