import { useEffect, useId, useState, type SubmitEvent, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { suggest, toUrlId } from '../api/catalogue';
import type { Suggestion } from '../api/types';
import { Icon } from '../components/Icon';
import styles from './SearchBox.module.css';

const PAUSE_MS = 180;
const KINDS: Record<string, string> = { product: 'Product', category: 'Category', query: 'Search' };

/** Suggestions for what is typed, after a short pause in typing; none when the service does not answer. */
function useSuggestions(text: string): Suggestion[] {
  const [found, setFound] = useState<{ text: string; items: Suggestion[] }>({ text: '', items: [] });
  const q = text.trim();
  useEffect(() => {
    if (q.length < 2) return;
    const abort = new AbortController();
    const wait = setTimeout(() => {
      suggest(q, abort.signal).then(
        (items) => setFound({ text: q, items }),
        () => setFound({ text: q, items: [] }),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(wait);
      abort.abort();
    };
  }, [q]);
  return q.length < 2 ? [] : found.items;
}

/** The search field: an editable combobox with a list of suggestions (WAI-ARIA APG pattern). */
export function SearchBox({ initial = '', onDone }: { initial?: string; onDone?: () => void }) {
  const [text, setText] = useState(initial);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const suggestions = useSuggestions(text);
  const navigate = useNavigate();
  const id = useId();
  const shown = open && suggestions.length > 0;
  const optionId = (index: number) => `${id}-option-${index}`;

  function go(address: string) {
    setOpen(false);
    setActive(-1);
    onDone?.();
    void navigate(address);
  }

  function choose(choice: Suggestion) {
    setText(choice.text);
    if (choice.kind === 'product') go(`/products/${choice.target}`);
    else if (choice.kind === 'category') go(`/categories/${toUrlId(choice.target)}`);
    else go(`/search?q=${encodeURIComponent(choice.text)}`);
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const q = text.trim();
    if (q) go(`/search?q=${encodeURIComponent(q)}`);
  }

  function key(event: KeyboardEvent) {
    const last = suggestions.length - 1;
    if (event.key === 'ArrowDown' && suggestions.length > 0) {
      event.preventDefault();
      setOpen(true);
      setActive(active >= last ? 0 : active + 1);
    } else if (event.key === 'ArrowUp' && shown) {
      event.preventDefault();
      setActive(active <= 0 ? last : active - 1);
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      setOpen(false);
      setActive(-1);
    } else if (event.key === 'Enter' && shown && active >= 0) {
      event.preventDefault();
      const choice = suggestions[active];
      if (choice) choose(choice);
    }
  }

  return (
    <form role="search" className={styles.form} onSubmit={submit} action="/search">
      <div className={styles.field}>
        <input
          type="search"
          name="q"
          role="combobox"
          aria-label="Search the shop"
          aria-autocomplete="list"
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-activedescendant={shown && active >= 0 ? optionId(active) : undefined}
          autoComplete="off"
          enterKeyHint="search"
          placeholder="Saffron, lanterns, rugs…"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setActive(-1);
          }}
          onKeyDown={key}
          onBlur={() => setOpen(false)}
        />
        <button type="submit" aria-label="Search">
          <Icon name="search" />
        </button>
      </div>
      <div id={`${id}-list`} role="listbox" aria-label="Suggestions" className={styles.list} hidden={!shown}>
        {suggestions.map((choice, index) => (
          // Keyboards reach the options through the field's own key handler, as the pattern says.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={`${choice.kind}:${choice.text}:${choice.target}`}
            id={optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={styles.option}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(choice)}
          >
            <span>{choice.text}</span>
            <span className={styles.kind}>{KINDS[choice.kind]}</span>
          </div>
        ))}
      </div>
    </form>
  );
}
