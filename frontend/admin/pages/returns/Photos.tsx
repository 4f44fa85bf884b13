import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import { useText } from '../../i18n/useText';
import { ErrorNotice } from '../../ui/Notice';
import { Card } from '../../ui/values';
import styles from './returns.module.css';

/** What the shopper shows of it. The addresses are good for five minutes, so nothing is kept. */
export default function Photos({ of: returnId }: { of: string }) {
  const t = useText();
  const { data, error } = useQuery({
    queryKey: ['return', returnId, 'photos'],
    queryFn: ({ signal }) =>
      answer(
        api().GET('/admin/returns/{return_id}/photos', { params: { path: { return_id: returnId } }, signal }),
      ),
    staleTime: 4 * 60_000,
  });
  return (
    <Card title={t('returns.photos')}>
      {Boolean(error) && <ErrorNotice error={error} />}
      <ul className={styles.photos}>
        {data?.items.map(({ id, url }, index) => (
          <li key={id}>
            <a href={url} target="_blank" rel="noreferrer">
              <img src={url} alt={t('returns.photo', { number: index + 1 })} loading="lazy" />
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
