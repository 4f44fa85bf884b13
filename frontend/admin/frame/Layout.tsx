import { lazy, Suspense, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router';
import { config } from '../../src/lib/config';
import { focusHeading } from '../../src/lib/focus';
import { signOut } from '../../src/state/session';
import { worded } from '../i18n/language';
import { useText } from '../i18n/useText';
import { GROUPS, PAGES } from '../pages/registry';
import { LeaveDialog, leaveThen } from '../patterns/leave';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { ActionMenu } from '../ui/Menu';
import { Skeleton } from '../ui/Notice';
import { Toasts } from '../ui/toast';
import { LanguageMenu, ThemeMenu } from './choices';
import { ErrorBoundary } from './ErrorBoundary';
import styles from './frame.module.css';
import { useKey } from './keys';
import { useMayOpen, useMe } from './me';

const Palette = lazy(() => import('./Palette'));
const KeyboardHelp = lazy(() => import('./KeyboardHelp'));

function followConnection(changed: () => void) {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

type Open = 'palette' | 'keys' | 'menu';

/** The frame around every page: navigation, who is signed in, and what opens from everywhere. */
export function Layout() {
  const t = useText();
  const { pathname } = useLocation();
  const online = useSyncExternalStore(followConnection, () => navigator.onLine);
  const [opened, setOpened] = useState<{ what: Open; at: string }>();
  // What is open belongs to its page: another page closes it.
  const open = opened?.at === pathname ? opened.what : undefined;
  const setOpen = (what: Open) => setOpened({ what, at: pathname });
  const close = () => setOpened(undefined);
  useKey('mod+k', () => setOpen('palette'));
  useKey('?', () => setOpen('keys'));
  useKey('/', () => document.querySelector<HTMLElement>('#main input[type=search]')?.focus());
  useArrival(pathname);

  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#main">
        {t('frame.skip')}
      </a>
      <aside className={styles.side}>
        <p className={styles.brand}>{config().shopName}</p>
        <Navigation />
      </aside>
      <div className={styles.body}>
        <header className={styles.top}>
          <Button
            look="plain"
            className={styles.burger}
            aria-label={t('frame.menu')}
            onClick={() => setOpen('menu')}
          >
            <Icon name="menu" size={20} />
          </Button>
          <button type="button" className={styles.find} onClick={() => setOpen('palette')}>
            <Icon name="search" size={16} /> <span>{t('palette.open')}</span> <kbd>Ctrl K</kbd>
          </button>
          <div className={styles.topEnd}>
            <span className={styles.choices}>
              <LanguageMenu />
              <ThemeMenu />
            </span>
            <UserMenu help={() => setOpen('keys')} />
          </div>
        </header>
        {!online && (
          <p className={styles.offline} role="status">
            <Icon name="warning" size={16} /> {t('frame.offline')}
          </p>
        )}
        <ErrorBoundary key={pathname}>
          <main id="main" className={styles.main} tabIndex={-1}>
            <Suspense fallback={<Skeleton rows={8} />}>
              <Outlet />
            </Suspense>
          </main>
        </ErrorBoundary>
      </div>
      <Toasts />
      <LeaveDialog />
      <Suspense fallback={null}>
        {open === 'palette' && <Palette onClose={close} />}
        {open === 'keys' && <KeyboardHelp onClose={close} />}
        {open === 'menu' && (
          <Dialog title={t('frame.menu')} onClose={close} kind="drawer">
            <Navigation />
            <div className={styles.drawerChoices}>
              <LanguageMenu />
              <ThemeMenu />
            </div>
          </Dialog>
        )}
      </Suspense>
    </div>
  );
}

/** A new page starts at its top with the focus on its heading. */
function useArrival(pathname: string) {
  const first = useRef(true);
  useLayoutEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    focusHeading();
  }, [pathname]);
}

function Navigation() {
  const t = useText();
  const mayOpen = useMayOpen();
  return (
    <nav className={styles.nav} aria-label={t('frame.navigation')}>
      {GROUPS.map((group) => {
        const pages = PAGES.filter(({ nav, ...page }) => nav?.group === group && mayOpen(page));
        if (pages.length === 0) return null;
        return (
          <div key={group}>
            <h2>{t(`group.${group}`)}</h2>
            <ul>
              {pages.map(
                ({ path, nav }) =>
                  nav && (
                    <li key={path}>
                      <NavLink to={path} end={nav.exact}>
                        <Icon name={nav.icon} /> {t(nav.label)}
                      </NavLink>
                    </li>
                  ),
              )}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

function UserMenu({ help }: { help: () => void }) {
  const t = useText();
  const { profile } = useMe();
  const roles = profile.roles.filter((role) => role !== 'shopper').map((role) => worded('role', role));
  return (
    <ActionMenu
      plain
      label={
        <span className={styles.who}>
          <Icon name="person" />
          <span className="visually-hidden">{t('user.menu')} </span>
          <span className={styles.whoText}>
            <bdi>{profile.name || profile.email}</bdi>
            <small>{roles.join(', ')}</small>
          </span>
          <Icon name="down" size={14} />
        </span>
      }
      items={[
        { id: 'keys', label: t('keys.title'), act: help },
        { id: 'shop', label: t('user.shop'), act: () => window.open('/', '_blank', 'noopener') },
        { id: 'out', label: t('user.signOut'), act: () => leaveThen(() => void signOut()) },
      ]}
    />
  );
}
