import { Link } from 'react-router';
import styles from './Breadcrumbs.module.css';

export interface Crumb {
  name: string;
  to?: string;
}

export function Breadcrumbs({ trail }: { trail: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className={styles.crumbs}>
        {[{ name: 'Market', to: '/' }, ...trail].map((crumb) => (
          <li key={crumb.to ?? crumb.name}>
            {crumb.to ? (
              <Link to={crumb.to}>{crumb.name}</Link>
            ) : (
              <span aria-current="page">{crumb.name}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
