import { useRef } from 'react';
import { answer, api } from '../../../src/api/client';
import { useText } from '../../i18n/useText';
import { FileDrop } from '../../patterns/FileDrop';
import { Button } from '../../ui/Button';
import styles from './content.module.css';

const TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
const MOST = 2 * 1024 * 1024;

/** A picture: sent, looked at by the shop, and then shown. */
export function PictureField({
  label,
  src,
  change,
}: {
  label: string;
  src: string;
  change: (src: string) => void;
}) {
  const t = useText();
  const sent = useRef('');
  if (src)
    return (
      <div>
        <p>{label}</p>
        <img src={src} alt={label} className={styles.picture} />
        <p>
          <Button aria-label={t('picture.removeWhich', { label })} onClick={() => change('')}>
            {t('picture.remove')}
          </Button>
        </p>
      </div>
    );
  return (
    <FileDrop
      label={label}
      accept={TYPES.join(',')}
      maxBytes={MOST}
      prepare={async ({ type }) => {
        const media_type = TYPES.find((known) => known === type) ?? 'image/png';
        const { picture_id, url, fields } = await answer(
          api().POST('/admin/content/pictures', { body: { media_type } }),
        );
        sent.current = picture_id;
        return { url, fields };
      }}
      done={async () => {
        const params = { path: { picture_id: sent.current } };
        change((await answer(api().POST('/admin/content/pictures/{picture_id}/accept', { params }))).src);
      }}
    />
  );
}
