import { useState } from 'react';
import { mediaUrl } from '../../../src/lib/media';
import { useText } from '../../i18n/useText';
import { FileDrop } from '../../patterns/FileDrop';
import type { Upload } from '../../patterns/upload';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { CheckMenu } from '../../ui/Menu';
import ui from '../../ui/ui.module.css';
import { Card } from '../../ui/values';
import * as drafts from './draft';
import type { Draft } from './draft';
import styles from './products.module.css';

/** What the signed form lets in (docs/services/products.md). */
const MAX_BYTES = 10 * 1024 * 1024;
const TYPES = 'image/jpeg,image/png,image/webp,image/avif';

interface Props {
  draft: Draft;
  change: (draft: Draft) => void;
  /** How a picture is sent and added; a product that is not stored yet has no place for it. */
  sending?: { prepare: (file: File) => Promise<Upload>; done: () => Promise<void> };
}

/** Pictures in the order that shoppers see, moved by dragging or with buttons. */
export function Pictures({ draft, change, sending }: Props) {
  const t = useText();
  const [dragged, setDragged] = useState<number>();
  const [told, setTold] = useState('');
  const { images, variants } = draft;

  function move(from: number, to: number) {
    change(drafts.movePicture(draft, from, to));
    setTold(t('picture.moved', { place: to + 1, all: images.length }));
  }

  return (
    <Card title={t('products.pictures')}>
      <p role="status" className="visually-hidden">
        {told}
      </p>
      {images.length > 0 && (
        <ul className={styles.gallery} aria-label={t('products.pictures')}>
          {images.map(({ src, alt }, index) => {
            const picture = t('picture.number', { number: index + 1 });
            const showing = variants.flatMap((variant, at) => (variant.image === src ? [String(at)] : []));
            return (
              // The buttons inside do the same for keyboards.
              // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
              <li
                key={src}
                draggable
                data-dragged={dragged === index || undefined}
                onDragStart={() => setDragged(index)}
                onDragEnd={() => setDragged(undefined)}
                onDragOver={(event) => {
                  if (dragged !== undefined) event.preventDefault();
                }}
                onDrop={(event) => {
                  if (dragged === undefined) return;
                  event.preventDefault();
                  if (dragged !== index) move(dragged, index);
                  setDragged(undefined);
                }}
              >
                <img src={mediaUrl(src) ?? ''} alt={alt || picture} loading="lazy" draggable={false} />
                <div className={styles.about}>
                  <TextField
                    label={t('picture.alt', { picture })}
                    name=""
                    value={alt}
                    maxLength={1000}
                    onChange={(next) =>
                      change({
                        ...draft,
                        images: images.map((image) => (image.src === src ? { src, alt: next } : image)),
                      })
                    }
                  />
                  <div className={ui.row}>
                    <Button
                      aria-label={t('picture.earlier', { picture })}
                      disabled={index === 0}
                      onClick={() => move(index, index - 1)}
                    >
                      {t('picture.up')}
                    </Button>
                    <Button
                      aria-label={t('picture.later', { picture })}
                      disabled={index === images.length - 1}
                      onClick={() => move(index, index + 1)}
                    >
                      {t('picture.down')}
                    </Button>
                    {variants.length > 1 && (
                      <CheckMenu
                        label={t('picture.shows', { count: showing.length })}
                        title={`${t('picture.shows', { count: showing.length })}: ${t('picture.variants', { picture })}`}
                        items={variants.map((variant, at) => ({
                          id: String(at),
                          label: drafts.nameOf(variant),
                        }))}
                        checked={showing}
                        change={(chosen) => change(drafts.assignPicture(draft, src, chosen.map(Number)))}
                      />
                    )}
                    <Button
                      look="plain"
                      aria-label={t('picture.removeThis', { picture })}
                      onClick={() => change(drafts.removePicture(draft, src))}
                    >
                      {t('picture.takeAway')}
                    </Button>
                  </div>
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {sending ? (
        <FileDrop many label={t('picture.drop')} accept={TYPES} maxBytes={MAX_BYTES} {...sending} />
      ) : (
        <p className="muted">{t('picture.saveFirst')}</p>
      )}
    </Card>
  );
}
