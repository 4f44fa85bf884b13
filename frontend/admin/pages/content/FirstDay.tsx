import { matchPath } from 'react-router';
import { api } from '../../../src/api/client';
import { isProblem } from '../../../src/api/problem';
import type { components } from '../../../src/api/schema';
import { config } from '../../../src/lib/config';
import { tagged } from '../../api/tagged';
import { useMay } from '../../frame/me';
import type { Key } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DetailPage, useDetail, type Detail } from '../../patterns/DetailPage';
import { useAct } from '../../patterns/useAct';
import { Button, ButtonLink } from '../../ui/Button';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { toast } from '../../ui/toast';
import { StateBadge } from '../../ui/values';
import { PAGES } from '../registry';
import styles from './content.module.css';

type Schemas = components['schemas'];
type Day = Schemas['FirstDayView'];
type Step = Schemas['FirstStep'];
type State = Schemas['StepState'];

/** Where each step is done, one place after the other: pages of the back office, or the shop itself. */
const WHERE: Record<Step, string[]> = {
  name_and_currency: ['/settings'],
  first_product: ['/products/new', '/products/imports'],
  taxes: ['/rates', 'shop'],
  shipping: ['/rates', '/pages/shipping'],
  payment_test: ['shop', '/orders?payment=captured'],
  test_order: ['shop', '/orders', '/letters'],
  opening: ['/settings'],
};
const NAMED: Partial<Record<string, Key>> = {
  '/products/new': 'firstDay.newProduct',
  '/pages/shipping': 'firstDay.shippingPage',
  '/orders?payment=captured': 'firstDay.paidOrders',
};
/** What is seen by itself when it is done, so that nobody needs to say it. */
const SEEN: Step[] = ['name_and_currency', 'first_product', 'opening'];
const TONES = { to_do: 'warn', done: 'good', skipped: 'over' } as const;

/** From an empty shop to an open one, step by step. */
export default function FirstDay() {
  const t = useText();
  const detail = useDetail<Day>(['first-day'], (headers, signal) =>
    api().GET('/admin/content/first-day', { headers, signal }),
  );
  return (
    <DetailPage detail={detail} crumbs={[]} title={() => t('firstDay.title')}>
      {(day) => <Steps day={day} detail={detail} />}
    </DetailPage>
  );
}

function Steps({ day: { steps, finished }, detail }: { day: Day; detail: Detail<Day> }) {
  const t = useText();
  const may = useMay();
  const { busy, error, run } = useAct(() => Promise.resolve());
  const done = steps.filter(({ state }) => state !== 'to_do').length;
  const current = steps.find(({ state }) => state === 'to_do')?.step;

  /** Says it and answers the tag to take it back by; nothing where somebody else went on meanwhile. */
  async function say(step: Step, state: State, tag: string | null): Promise<string | null> {
    try {
      const said = await tagged(
        api().PATCH('/admin/content/first-day', {
          params: { header: { 'If-Match': tag ?? '' } },
          body: { steps: [{ step, state }] },
        }),
      );
      detail.replace(said.data, said.tag);
      return said.tag;
    } catch (failure) {
      if (!isProblem(failure) || failure.status !== 412) throw failure;
      await detail.reload();
      toast(t('detail.changed'), { bad: true });
      return null;
    }
  }

  const set = (step: Step, state: State, before: State) =>
    run(async () => {
      const tag = await say(step, state, detail.tag);
      if (tag === null) return;
      toast(t(`firstDay.said.${state}`, { step: t(`step.${step}`) }), {
        undo: async () => {
          await say(step, before, tag);
        },
      });
    });

  return (
    <>
      <p className="muted">{t('firstDay.text')}</p>
      <p>
        <progress value={done} max={steps.length} aria-label={t('firstDay.title')} />{' '}
        {t('firstDay.progress', { done, count: steps.length })}
      </p>
      {finished && <Notice tone="good" title={t('firstDay.finished')} />}
      {Boolean(error) && <ErrorNotice error={error} title={t('error.failed')} />}
      <ol className={styles.steps}>
        {steps.map(({ step, state }) => (
          <li
            key={step}
            className={styles.step}
            aria-label={t(`step.${step}`)}
            aria-current={step === current ? 'step' : undefined}
          >
            <div className={styles.itemHead}>
              <h2>{t(`step.${step}`)}</h2>
              <StateBadge state={state} tone={TONES[state]} />
            </div>
            <p>{t(`step.${step}.text`, { currency: config().currency })}</p>
            {SEEN.includes(step) && <p className="muted small">{t('firstDay.seen')}</p>}
            <div className={styles.acts}>
              {WHERE[step].map((to) => (
                <Where key={to} to={to} />
              ))}
              {may('content.write') && state === 'to_do' && (
                <>
                  {!SEEN.includes(step) && (
                    <Button
                      busy={busy}
                      aria-label={t('firstDay.doneWhich', { step: t(`step.${step}`) })}
                      onClick={() => void set(step, 'done', state)}
                    >
                      {t('firstDay.done')}
                    </Button>
                  )}
                  <Button
                    look="plain"
                    busy={busy}
                    aria-label={t('firstDay.skipWhich', { step: t(`step.${step}`) })}
                    onClick={() => void set(step, 'skipped', state)}
                  >
                    {t('firstDay.skip')}
                  </Button>
                </>
              )}
              {may('content.write') &&
                (state === 'skipped' || (state === 'done' && !SEEN.includes(step))) && (
                  <Button
                    look="plain"
                    busy={busy}
                    aria-label={t('firstDay.againWhich', { step: t(`step.${step}`) })}
                    onClick={() => void set(step, 'to_do', state)}
                  >
                    {t('firstDay.again')}
                  </Button>
                )}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The way to where the step is done, for who may go there. */
function Where({ to }: { to: string }) {
  const t = useText();
  const may = useMay();
  if (to === 'shop')
    return (
      <a href="/" target="_blank" rel="noopener">
        {t('firstDay.shop')}
      </a>
    );
  const [path = to] = to.split('?');
  const page = PAGES.find((one) => one.path === path) ?? PAGES.find((one) => matchPath(one.path, path));
  if (!page || !may(page.needs)) return null;
  return <ButtonLink to={to}>{t(NAMED[to] ?? page.nav?.label ?? 'firstDay.title')}</ButtonLink>;
}
