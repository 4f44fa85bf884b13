import { Link } from 'react-router';
import { listProducts } from '../../api/catalogue';
import { Picture } from '../../components/Picture';
import { useLoad } from '../../lib/useLoad';
import styles from '../Home.module.css';

const HERO = 3;

/** Three of the shop's finest in arches, for a hero without a picture of its own. */
export function Arches() {
  const hero =
    useLoad('home:hero', (signal) => listProducts({ sort: '-price', limit: HERO }, signal)).data?.items ?? [];
  return (
    <div className={styles.arches}>
      {Array.from({ length: HERO }, (_, index) => {
        const product = hero[index];
        return product ? (
          <Link key={index} to={`/products/${product.handle}`}>
            <Picture src={product.image} alt={product.title} eager className={styles.arch} />
          </Link>
        ) : (
          <div key={index} className={styles.arch} />
        );
      })}
    </div>
  );
}
