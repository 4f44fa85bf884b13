import type { ReactNode } from 'react';
import { Link } from 'react-router';

interface Props {
  to: string;
  className?: string;
  onClick?: () => void;
  children: ReactNode;
}

/** A link that the merchant wrote: within the shop, or to elsewhere. */
export function ShopLink({ to, children, ...rest }: Props) {
  return to.startsWith('/') ? (
    <Link to={to} {...rest}>
      {children}
    </Link>
  ) : (
    <a href={to} {...rest} rel="noopener">
      {children}
    </a>
  );
}
