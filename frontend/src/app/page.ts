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
    return focusHeading();
  }, [pathname, kind]);
}

/** The heading may come with the page's data: wait for it a little while, and give up once the person moved on. */
function focusHeading(): () => void {
  const main = document.getElementById('main');
  const heading = () => main?.querySelector('h1');
  const focus = (target: HTMLElement) => {
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };
  const now = heading();
  if (now) {
    focus(now);
    return () => undefined;
  }
  if (main) focus(main);
  const watcher = new MutationObserver(() => {
    const found = heading();
    if (!found) return;
    watcher.disconnect();
    if (document.activeElement === main || document.activeElement === document.body) focus(found);
  });
  if (main) watcher.observe(main, { childList: true, subtree: true });
  const giveUp = setTimeout(() => watcher.disconnect(), 5000);
  return () => {
    watcher.disconnect();
    clearTimeout(giveUp);
  };
}
