import { useState } from 'react';
import type { Product } from '../../api/types';
import { Picture } from '../../components/Picture';
import styles from '../Product.module.css';

/** The pictures; a variant with a picture of its own brings it to the front. */
export function Gallery({ product, preferred }: { product: Product; preferred: string | null | undefined }) {
  const [shown, setShown] = useState<{ src: string; for: typeof preferred }>();
  const images = [...product.images].sort((a, b) => a.position - b.position);
  const src = shown && shown.for === preferred ? shown.src : (preferred ?? images[0]?.src);
  const alt = images.find((image) => image.src === src)?.alt ?? product.title;
  return (
    <div className={styles.gallery}>
      <Picture src={src} alt={alt || product.title} eager className={styles.main} />
      {images.length > 1 && (
        <div className={styles.thumbs} role="group" aria-label="Pictures">
          {images.map((image, index) => (
            <button
              key={image.src}
              type="button"
              aria-pressed={image.src === src}
              aria-label={`Picture ${index + 1} of ${images.length}`}
              onClick={() => setShown({ src: image.src, for: preferred })}
            >
              <Picture src={image.src} alt="" />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
