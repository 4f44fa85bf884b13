import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { LoadFailed, Skeleton } from '../../ui/Notice';
import styles from './content.module.css';

type Asked = components['schemas']['PreviewRequest'];

/** The whole letter with words that are not published yet, as mail programs show it. */
export function LetterPreview({ letter }: { letter: Asked }) {
  const t = useText();
  const shown = useQuery({
    queryKey: ['letter preview', letter],
    queryFn: ({ signal }) => answer(api().POST('/admin/letters/preview', { body: letter, signal })),
  });
  if (shown.error) return <LoadFailed error={shown.error} retry={() => void shown.refetch()} />;
  if (!shown.data) return <Skeleton rows={6} />;
  const { subject, html, text, language } = shown.data;
  return (
    <div>
      <p className="muted small">{t('letters.example', { language: worded('language', language) })}</p>
      <h3 dir="auto">{subject}</h3>
      <Framed title={subject} html={html} />
      <details>
        <summary>{t('letters.asText')}</summary>
        <pre className={styles.letterText} dir="auto">
          {text}
        </pre>
      </details>
    </div>
  );
}

/**
 * A letter has its styles inline, which the site's policy keeps from any page and so from a frame in one. They are put
 * aside before it is shown and then set one by one, which the policy allows. Nothing in the frame runs or leads away.
 */
function Framed({ title, html }: { title: string; html: string }) {
  const plain = html.replaceAll(' style="', ' data-style="').replace(/<style>.*?<\/style>/s, '');
  function dress(frame: HTMLIFrameElement) {
    const letter = frame.contentDocument;
    if (!letter) return;
    for (const element of letter.querySelectorAll<HTMLElement>('[data-style]'))
      element.style.cssText = element.dataset.style ?? '';
    for (const link of letter.querySelectorAll('a')) link.removeAttribute('href');
    frame.style.height = `${letter.documentElement.scrollHeight}px`;
  }
  return (
    <iframe
      className={styles.letterFrame}
      title={title}
      sandbox="allow-same-origin"
      srcDoc={plain}
      onLoad={({ currentTarget }) => dress(currentTarget)}
    />
  );
}
