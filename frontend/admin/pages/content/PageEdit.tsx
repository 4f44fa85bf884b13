import { useParams } from 'react-router';
import { safeHtml } from '../../../src/lib/safeHtml';
import { useText } from '../../i18n/useText';
import { TextField } from '../../ui/Field';
import styles from './content.module.css';
import type { Content } from './document';
import { DocumentPage } from './DocumentPage';

const from = (stored: Content<'page'> | undefined) => ({ title: '', description: '', body: '', ...stored });

/** A page in Markdown, and its versions. */
export default function PageEdit() {
  const t = useText();
  const { slug = '' } = useParams();
  return (
    <DocumentPage
      key={slug}
      kind={`page:${slug}`}
      family="page"
      title={t('pages.one', { slug })}
      crumbs={[{ label: t('pages.title'), to: '/pages' }]}
      from={from}
      withdrawing={[t('pages.saysWithdrawn', { slug }), t('pages.saysLinks')]}
      preview={({ page }) =>
        page && (
          <article className={styles.shown}>
            <h3>{page.title}</h3>
            <div className={styles.text} dangerouslySetInnerHTML={{ __html: safeHtml(page.html) }} />
          </article>
        )
      }
    >
      {(value, change) => (
        <>
          <TextField
            label={t('field.title')}
            name="title"
            value={value.title}
            required
            maxLength={120}
            onChange={(title) => change({ title })}
          />
          <TextField
            label={t('field.description')}
            hint={t('pages.descriptionHint')}
            name="description"
            value={value.description}
            maxLength={300}
            onChange={(description) => change({ description })}
          />
          <div className={styles.body}>
            <TextField
              label={t('field.body')}
              hint={t('pages.bodyHint')}
              name="body"
              lines={20}
              value={value.body}
              required
              maxLength={40_000}
              onChange={(body) => change({ body })}
            />
          </div>
        </>
      )}
    </DocumentPage>
  );
}
