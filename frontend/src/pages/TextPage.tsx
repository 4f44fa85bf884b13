import { useParams } from 'react-router';
import { getPage } from '../api/pages';
import { isProblem } from '../api/problem';
import { usePage } from '../app/page';
import { LoadFailed } from '../components/Notice';
import { LoadingRows } from '../components/Skeleton';
import { formatDay } from '../lib/dates';
import { safeHtml } from '../lib/safeHtml';
import { useLoad } from '../lib/useLoad';
import NotFound from './NotFound';
import styles from './TextPage.module.css';

/** A page in the merchant's words: imprint, privacy, shipping. */
export default function TextPage() {
  const { slug = '' } = useParams();
  const { data, error, reload } = useLoad(`page:${slug}`, (signal) => getPage(slug, signal));
  usePage(data?.title ?? 'A page of the shop', data?.description);
  if (isProblem(error, 'not_found')) return <NotFound />;
  return (
    <article className={`page ${styles.article}`}>
      {Boolean(error) && <LoadFailed alone what="this page" error={error} retry={reload} />}
      {!data && !error && <LoadingRows what="the page" />}
      {data && (
        <>
          <h1>{data.title}</h1>
          <div className={styles.text} dangerouslySetInnerHTML={{ __html: safeHtml(data.html) }} />
          <p className="muted small">In force since {formatDay(data.in_force_since)}</p>
        </>
      )}
    </article>
  );
}
