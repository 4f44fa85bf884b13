import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { tagged } from '../../api/tagged';
import { useMay } from '../../frame/me';
import { formatWhen, worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { useDetail, type Detail } from '../../patterns/DetailPage';
import { Timeline } from '../../patterns/Timeline';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { ErrorNotice, Notice, Skeleton } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { Card, Facts, Money, StateBadge, When } from '../../ui/values';
import styles from './customers.module.css';

type Profile = components['schemas']['UsersCustomersCustomerView'];
type Doing = 'block' | 'unblock' | 'erase';

const COPY_MS = 5_000;

/** The account of a customer, and what staff may do with it. */
export function Account({ of: userId }: { of: string }) {
  const t = useText();
  const may = useMay();
  const [doing, setDoing] = useState<Doing>();
  const detail = useDetail<Profile>(['account', userId], (headers, signal) =>
    api().GET('/admin/customers/{user_id}', { params: { path: { user_id: userId } }, headers, signal }),
  );
  const { data: profile } = detail;

  if (detail.error)
    return (
      <Card title={t('customers.account')}>
        <ErrorNotice error={detail.error} title={t('error.load')} />
      </Card>
    );
  if (!profile)
    return (
      <Card title={t('customers.account')}>
        <Skeleton rows={4} />
      </Card>
    );
  const blocked = profile.block?.blocked ?? false;
  const going = profile.status === 'erasing';
  return (
    <>
      <Card title={t('customers.account')}>
        {blocked && (
          <Notice tone="warn" title={t('customers.isBlocked')}>
            <p>{profile.block?.reason}</p>
          </Notice>
        )}
        {profile.closes_at && (
          <Notice tone="warn">
            <p>{t('customers.closes', { when: formatWhen(profile.closes_at) })}</p>
          </Notice>
        )}
        <Facts
          of={[
            [t('orders.state'), <StateBadge key="state" {...stateOf(profile)} />],
            [t('orders.email'), <bdi key="email">{profile.email}</bdi>],
            [t('customers.language'), languageOf(profile.locale)],
            [t('customers.since'), <When key="since" at={profile.created_at} />],
            [t('customers.factor'), t(profile.second_factor ? 'customers.yes' : 'customers.no')],
            [t('customers.sessions'), profile.sessions],
          ]}
        />
        <div className={styles.acts}>
          {may('customers.write') && !going && (
            <Button onClick={() => setDoing(blocked ? 'unblock' : 'block')}>
              {t(blocked ? 'customers.unblock' : 'customers.block')}
            </Button>
          )}
          {may('customers.erase') && profile.status !== 'closing' && !going && (
            <Button look="danger" onClick={() => setDoing('erase')}>
              {t('customers.erase')}
            </Button>
          )}
        </div>
      </Card>
      <Card title={t('customers.addresses')}>
        {profile.addresses.length === 0 && <p className="muted">{t('customers.noAddresses')}</p>}
        {profile.addresses.map((address) => (
          <address key={address.id} className={styles.address}>
            {[
              address.name,
              address.line1,
              address.line2,
              `${address.postal_code} ${address.city}`.trim(),
              address.region,
              address.country,
              address.phone,
            ]
              .filter(Boolean)
              .map((line) => (
                <bdi key={line}>{line}</bdi>
              ))}
            {address.is_default && <span className="muted small">{t('customers.default')}</span>}
          </address>
        ))}
      </Card>
      <Groups of={userId} />
      <Consents of={userId} />
      {may('customers.export') && <Copy of={userId} />}
      {may('audit.read') && <Link to={`/audit?object=user:${userId}`}>{t('audit.ofThis')}</Link>}
      {doing && <Act what={doing} profile={profile} detail={detail} onClose={() => setDoing(undefined)} />}
    </>
  );
}

function stateOf({ status }: Profile) {
  const tone = status === 'active' ? 'good' : status === 'blocked' ? 'bad' : 'warn';
  return { state: status, tone } as const;
}

const languageOf = (locale: string) => worded('language', locale.split('-')[0] ?? locale);

/** What each act has done, and how it is asked for. */
function Act({
  what,
  profile,
  detail,
  onClose,
}: {
  what: Doing;
  profile: Profile;
  detail: Detail<Profile>;
  onClose: () => void;
}) {
  const t = useText();
  const path = { user_id: profile.id };
  const consequences = {
    block: [t('customers.block1'), t('customers.block2'), t('customers.block3')],
    unblock: [t('customers.unblock1')],
    erase: [t('customers.erase1'), t('customers.erase2'), t('customers.erase3')],
  }[what];

  async function submit({ reason = '' }: Partial<Record<string, string>>) {
    const header = detail.tag ? { 'If-Match': detail.tag } : {};
    const call =
      what === 'erase'
        ? api().POST('/admin/customers/{user_id}/erase', { params: { path } })
        : api().POST(`/admin/customers/{user_id}/${what}`, { params: { path, header }, body: { reason } });
    try {
      const { data, tag } = await tagged<Profile>(call);
      detail.replace(data, tag);
    } finally {
      await detail.reload();
    }
    toast(t(`customers.${what}Done`, { email: profile.email }));
  }

  return (
    <ActionDialog
      danger={what !== 'unblock'}
      title={t(`customers.${what}Title`, { email: profile.email })}
      consequences={consequences}
      action={t(`customers.${what}`)}
      submit={submit}
      onClose={onClose}
    >
      {what !== 'erase' && (
        <TextField
          label={t('orders.reason')}
          name="reason"
          required
          maxLength={500}
          lines={2}
          hint={t('customers.reasonHint')}
          first
        />
      )}
    </ActionDialog>
  );
}

/** The groups that they are in at this moment, and why. */
function Groups({ of: userId }: { of: string }) {
  const t = useText();
  const may = useMay();
  const { data, error } = useQuery({
    queryKey: ['groups-of', userId],
    queryFn: ({ signal }) =>
      answer(
        api().GET('/admin/customers/{user_id}/groups', { params: { path: { user_id: userId } }, signal }),
      ),
  });
  return (
    <Card title={t('customers.groups')}>
      {Boolean(error) && <ErrorNotice error={error} title={t('error.load')} />}
      {data?.items.length === 0 && <p className="muted">{t('customers.noGroups')}</p>}
      <ul className={styles.groups}>
        {data?.items.map(({ id, name, since, by_rule }) => (
          <li key={id}>
            {may('rates.read') ? (
              <Link to={`/customers/groups/${id}`}>
                <bdi>{name}</bdi>
              </Link>
            ) : (
              <bdi>{name}</bdi>
            )}{' '}
            <span className="muted small">
              {since && (
                <>
                  {t('customers.putThere')} <When at={since} />{' '}
                </>
              )}
              {by_rule && t('customers.byRule')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Consents({ of: userId }: { of: string }) {
  const t = useText();
  const { data, error } = useQuery({
    queryKey: ['consents', userId],
    queryFn: ({ signal }) =>
      answer(
        api().GET('/admin/customers/{user_id}/consents', { params: { path: { user_id: userId } }, signal }),
      ),
  });
  return (
    <Card title={t('customers.consents')}>
      {Boolean(error) && <ErrorNotice error={error} title={t('error.load')} />}
      {data?.items.map(({ kind, given, since, outdated, decisions }) => (
        <details key={kind}>
          <summary>
            {worded('consent', kind)}: <strong>{t(given ? 'customers.agreed' : 'customers.refused')}</strong>{' '}
            {since && <When at={since} />} {outdated && <em>{t('customers.outdated')}</em>}
          </summary>
          {decisions.length === 0 && <p className="muted small">{t('customers.neverAsked')}</p>}
          <Timeline
            of={decisions.map((one) => ({
              id: `${one.at} ${one.version}`,
              at: one.at,
              title: t(one.given ? 'customers.agreed' : 'customers.refused'),
              by: worded('source', one.source),
              text: one.text,
            }))}
          />
        </details>
      ))}
    </Card>
  );
}

/** A copy of one's data, begun in the person's place; letter and link are theirs. */
function Copy({ of: userId }: { of: string }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const params = { path: { user_id: userId } };
  const { data, error, refetch } = useQuery({
    queryKey: ['copy', userId],
    queryFn: ({ signal }) => answer(api().GET('/admin/customers/{user_id}/export', { params, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'under_way' ? COPY_MS : false),
  });
  return (
    <Card title={t('customers.copy')}>
      {Boolean(error) && <ErrorNotice error={error} title={t('error.load')} />}
      {data && (
        <p>
          {worded('copy', data.state)}{' '}
          {data.state === 'under_way' &&
            data.parts !== null &&
            t('imports.ofAll', { done: data.parts_done, all: data.parts })}{' '}
          {data.state === 'ready' && data.available_until && (
            <>
              {t('exports.until')} <When at={data.available_until} />
            </>
          )}
        </p>
      )}
      {data && data.state !== 'under_way' && (
        <div className={styles.acts}>
          <Button onClick={() => setAsking(true)}>{t('customers.copyAsk')}</Button>
        </div>
      )}
      {asking && (
        <ActionDialog
          title={t('customers.copyAsk')}
          consequences={[t('customers.copy1'), t('customers.copy2')]}
          action={t('customers.copyAsk')}
          onClose={() => setAsking(false)}
          submit={async () => {
            await answer(api().POST('/admin/customers/{user_id}/export', { params }));
            await refetch();
            toast(t('customers.copyDone'));
          }}
        />
      )}
    </Card>
  );
}

/** What they did in the shop, as far as they agree to it being noted. */
export function Activity({ of: userId }: { of: string }) {
  const t = useText();
  const list = useInfiniteQuery({
    queryKey: ['activity', userId],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api().GET('/admin/customers/{user_id}/activity', {
          params: { path: { user_id: userId }, query: { limit: 24, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const agreed = list.data?.pages[0]?.agreed;
  const moments = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card title={t('customers.activity')}>
      {list.isPending && <Skeleton rows={3} />}
      {Boolean(list.error) && <ErrorNotice error={list.error} title={t('error.load')} />}
      {agreed === false && <p className="muted">{t('customers.notAgreed')}</p>}
      {agreed && moments.length === 0 && <p className="muted">{t('customers.noActivity')}</p>}
      <Timeline
        of={moments.map((one) => ({
          id: one.id,
          at: one.at,
          title: worded('activity', one.kind),
          text: (
            <>
              {one.order_id ? (
                <Link to={`/orders/${one.order_id}`}>
                  <bdi>{one.order_number || one.order_id}</bdi>
                </Link>
              ) : (
                <bdi>{one.title || one.query}</bdi>
              )}{' '}
              {one.amount && <Money of={one.amount} />}
            </>
          ),
        }))}
      />
      {list.hasNextPage && (
        <Button look="plain" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </Card>
  );
}
