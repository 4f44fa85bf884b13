import { QueryClientProvider, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { isProblem } from '../src/api/problem';
import { session, signOut } from '../src/state/session';
import { newQueries } from './api/queries';
import { ErrorBoundary } from './frame/ErrorBoundary';
import { Layout } from './frame/Layout';
import { MeContext, useMayOpen, useMe, useWho } from './frame/me';
import { Page } from './frame/Page';
import { Outside, SetUpFactor, SignIn } from './frame/SignIn';
import { spoken } from './i18n/language';
import { useText } from './i18n/useText';
import { FIRST, PAGES, type OfficePage } from './pages/registry';
import { Button, ButtonLink } from './ui/Button';
import { Blank, LoadFailed, Skeleton } from './ui/Notice';

/** The back office, for whoever the session says is signed in. */
export function Office({ queries }: { queries: QueryClient }) {
  const { locale } = spoken.use();
  return (
    <I18nProvider locale={locale}>
      <QueryClientProvider client={queries}>
        <ErrorBoundary>
          <Door />
        </ErrorBoundary>
      </QueryClientProvider>
    </I18nProvider>
  );
}

export function App() {
  const [queries] = useState(newQueries);
  return (
    <BrowserRouter basename="/admin">
      <Office queries={queries} />
    </BrowserRouter>
  );
}

function Door() {
  const { status } = session.use();
  const queries = useQueryClient();
  const t = useText();
  const [said, setSaid] = useState('');

  useEffect(() => {
    // The next one to sign in sees nothing of the last.
    if (status === 'guest') queries.clear();
  }, [status, queries]);

  if (status === 'starting') return <Skeleton />;
  if (status === 'guest') return <SignIn said={said} />;
  return (
    <Inside
      setUp={() => {
        setSaid(t('factor.done'));
        void signOut();
      }}
    />
  );
}

function Inside({ setUp }: { setUp: () => void }) {
  const t = useText();
  const who = useWho();
  if (who.error && !isProblem(who.error, 'unauthorized'))
    return (
      <Outside title={t('error.load')}>
        <LoadFailed error={who.error} retry={() => void who.refetch()} />
      </Outside>
    );
  if (!who.data) return <Skeleton />;
  const { profile, proved } = who.data;
  if (profile.permissions.length === 0)
    return (
      <Outside title={t('noStaff.title')}>
        <p>{t('noStaff.text', { email: profile.email })}</p>
        <Button onClick={() => void signOut()}>{t('user.signOut')}</Button>
      </Outside>
    );
  if (!proved) return <SetUpFactor done={setUp} />;
  return (
    <MeContext value={who.data}>
      <Routes>
        <Route element={<Layout />}>
          <Route index element={<First />} />
          {PAGES.filter(({ path }) => path !== '/').map((page) => (
            <Route key={page.path} path={page.path} element={<Guarded {...page} />} />
          ))}
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </MeContext>
  );
}

/** Where somebody's work begins: the home page, or the first of the navigation that is theirs. */
function First() {
  const mayOpen = useMayOpen();
  const first = FIRST.find(mayOpen);
  if (!first) return <NotFound />;
  const { path, page: Content } = first;
  return path === '/' ? <Content /> : <Navigate to={path} replace />;
}

function Guarded({ needs, or, page: Content }: OfficePage) {
  const mayOpen = useMayOpen();
  return mayOpen({ needs, or }) ? <Content /> : <NoPermission needs={needs} />;
}

function NoPermission({ needs }: { needs: string }) {
  const t = useText();
  const { profile } = useMe();
  return (
    <Page title={t('noPermission.title')} quiet>
      <Blank
        icon="lock"
        title={t('noPermission.title')}
        actions={<ButtonLink to="/">{t('frame.toStart')}</ButtonLink>}
      >
        <p className="muted">{t('noPermission.text', { email: profile.email, permission: needs })}</p>
      </Blank>
    </Page>
  );
}

function NotFound() {
  const t = useText();
  return (
    <Page title={t('notFound.title')} quiet>
      <Blank
        icon="search"
        title={t('notFound.title')}
        actions={<ButtonLink to="/">{t('frame.toStart')}</ButtonLink>}
      >
        <p className="muted">{t('notFound.text')}</p>
      </Blank>
    </Page>
  );
}
