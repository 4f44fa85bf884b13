import type { ReactNode } from 'react';
import { Link } from 'react-router';

interface Props {
  to: string;
  className?: string;
  children: ReactNode;
}

/** A link that the merchant wrote: within the shop, or to elsewhere. */
export function ShopLink({ to, className, children }: Props) {
  return to.startsWith('/') ? (
    <Link to={to} className={className}>
      {children}
    </Link>
  ) : (
    <a href={to} className={className} rel="noopener">
      {children}
    </a>
  );
}
