import { Link, useParams } from 'react-router';
import { api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail } from '../../patterns/DetailPage';
import layout from '../../patterns/patterns.module.css';
import { Card, Facts, When } from '../../ui/values';
import { nameOf } from './Errors';
import styles from './ops.module.css';

type Group = components['schemas']['ErrorGroupView'];

/** One kind of error, with the stack of one that happened. */
export default function ErrorGroup() {
  const t = useText();
  const { fingerprint = '' } = useParams();
  const detail = useDetail<Group>(
    ['error', fingerprint],
    (headers, signal) =>
      api().GET('/ops/errors/{fingerprint}', { params: { path: { fingerprint } }, headers, signal }),
    60_000,
  );
  return (
    <DetailPage
      detail={detail}
      crumbs={[{ label: t('errors.title'), to: '/errors' }]}
      title={(group) => <bdi>{nameOf(group)}</bdi>}
    >
      {(group) => (
        <div className={layout.stack}>
          <Card title={t('errors.about')}>
            <Facts
              of={[
                [t('errors.message'), <bdi key="message">{group.message}</bdi>],
                [t('logs.service'), group.service],
                [t('errors.count'), formatNumber(group.count)],
                [t('errors.first'), <When key="first" at={group.first_seen} />],
                [t('errors.last'), <When key="last" at={group.last_seen} />],
                [
                  t('audit.trace'),
                  group.sample?.correlation_id && (
                    <Link key="trace" to={`/traces/${group.sample.correlation_id}`}>
                      <bdi>{group.sample.correlation_id}</bdi>
                    </Link>
                  ),
                ],
              ]}
            />
          </Card>
          {group.sample?.error && (
            <Card title={t('errors.stack')}>
              {/* A box that scrolls can be scrolled by keyboard. */}
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
              <pre className={styles.stack} dir="ltr" tabIndex={0}>
                {group.sample.error.stack}
              </pre>
            </Card>
          )}
        </div>
      )}
    </DetailPage>
  );
}
