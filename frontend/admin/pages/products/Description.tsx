import { useId, useRef } from 'react';
import { safeHtml } from '../../../src/lib/safeHtml';
import type { Key } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import ui from '../../ui/ui.module.css';
import { htmlOf, marked, type Mark } from './markup';
import styles from './products.module.css';

const MARKS: [Mark, Key][] = [
  ['strong', 'product.bold'],
  ['em', 'product.italic'],
  ['h3', 'product.heading'],
  ['ul', 'product.list'],
  ['ol', 'product.numbered'],
  ['blockquote', 'product.quote'],
  ['a', 'product.link'],
];

/** The description as it is written, with what the shop shows of it beside. */
export function Description({ value, change }: { value: string; change: (html: string) => void }) {
  const t = useText();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);

  function mark(kind: Mark) {
    const field = area.current;
    if (!field) return;
    const { selectionStart, selectionEnd } = field;
    const text = marked(kind, field.value.slice(selectionStart, selectionEnd));
    field.setRangeText(text, selectionStart, selectionEnd, 'select');
    field.focus();
    change(field.value);
  }

  return (
    <div className={styles.writing}>
      <div className={ui.field}>
        <div role="toolbar" aria-label={t('product.marks')} aria-controls={id} className={styles.marks}>
          {MARKS.map(([kind, label]) => (
            <Button key={kind} onClick={() => mark(kind)}>
              {t(label)}
            </Button>
          ))}
        </div>
        <label htmlFor={id} className="visually-hidden">
          {t('products.description')}
        </label>
        <textarea
          ref={area}
          id={id}
          className={ui.input}
          rows={10}
          dir="auto"
          value={value}
          aria-describedby={`${id}-hint`}
          onChange={(event) => change(event.target.value)}
        />
        <span id={`${id}-hint`} className={ui.hint}>
          {t('product.markupHint')}
        </span>
      </div>
      <section aria-label={t('product.seenInShop')} className={styles.prose} dir="auto">
        <p className={ui.hint}>{t('product.seenInShop')}</p>
        <div dangerouslySetInnerHTML={{ __html: safeHtml(htmlOf(value)) }} />
      </section>
    </div>
  );
}
