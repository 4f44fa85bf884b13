import { useState } from 'react';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { TextField } from '../../ui/Field';
import styles from './products.module.css';

interface Props {
  /** What the words are: it names the list and the field that adds one. */
  label: string;
  add: string;
  words: string[];
  onAdd: (word: string) => void;
  onRemove: (word: string) => void;
  /** Where a word may be written anew. */
  onRename?: (word: string, name: string) => void;
}

/** Words that are added one by one: Enter, a comma or leaving the field adds what was typed. */
export function Chips({ label, add, words, onAdd, onRemove, onRename }: Props) {
  const t = useText();
  const [typed, setTyped] = useState('');
  function take() {
    const word = typed.trim();
    setTyped('');
    if (word) onAdd(word);
  }
  return (
    <div className={styles.chips}>
      {words.length > 0 && (
        <ul aria-label={label}>
          {words.map((word) => (
            <li key={word}>
              {onRename ? <Renamed word={word} rename={onRename} /> : <bdi>{word}</bdi>}
              <button
                type="button"
                aria-label={t('product.removeWord', { word })}
                onClick={() => onRemove(word)}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {/* What is done here is done in the field inside. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        className={styles.adding}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ',') return;
          event.preventDefault();
          take();
        }}
      >
        <TextField label={add} name="" value={typed} onChange={setTyped} maxLength={255} />
        <Button onClick={take}>{t('product.add')}</Button>
      </div>
    </div>
  );
}

function Renamed({ word, rename }: { word: string; rename: (word: string, name: string) => void }) {
  const t = useText();
  return (
    <input
      className={styles.word}
      aria-label={t('product.renameWord', { word })}
      defaultValue={word}
      size={Math.max(word.length, 3)}
      maxLength={255}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        event.currentTarget.blur();
      }}
      onBlur={({ currentTarget }) => {
        const name = currentTarget.value.trim();
        if (name && name !== word) rename(word, name);
        else currentTarget.value = word;
      }}
    />
  );
}
