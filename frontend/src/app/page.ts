import { useEffect, useLayoutEffect, useRef } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';
import { config } from '../lib/config';

/** Sets the tab's title and the page's description for search engines. */
export function usePage(title: string, description?: string): void {
  useEffect(() => {
    const shop = config().shopName;
    document.title = title ? `${title} · ${shop}` : shop;
    const meta = document.querySelector('meta[name="description"]');
    if (description && meta) meta.setAttribute('content', description);
  }, [title, description]);
}

/**
 * A new page starts at its top with the focus on its heading, as a full page load would; going back leaves the
 * scroll position to the browser. A change of the query only (a filter, a sort) moves nothing.
 */
export function useArrival(): void {
  const { pathname } = useLocation();
  const kind = useNavigationType();
  const first = useRef(true);

  useLayoutEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    if (kind !== NavigationType.Pop) window.scrollTo(0, 0);
    let leave = (): void => undefined;
    let left = false;
    // The first page needs none of it.
    void import('./focusHeading').then(({ focusHeading }) => {
      if (!left) leave = focusHeading();
    });
    return () => {
      left = true;
      leave();
    };
  }, [pathname, kind]);
}
