import { useState } from 'react';
import type { components } from '../../../src/api/schema';
import { formatWhen } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { Blank } from '../../ui/Notice';
import { StateBadge } from '../../ui/values';
import styles from './content.module.css';
import type { Content } from './document';
import { DocumentPage } from './DocumentPage';
import { LinkFields } from './LinkFields';
import { localOf, momentOf } from './moments';
import { Rows } from './Rows';

type Banner = components['schemas']['Banner'];

const MOST = 10;
const TONES = { planned: 'info', shown: 'good', over: 'over' } as const;

const from = (stored: Content<'banners'> | undefined) => ({ items: stored?.items ?? [] });

/** Whether shoppers see it: before, while or after its time. */
function timing({ since, until }: Banner, now: number): keyof typeof TONES {
  if (since && now < Date.parse(since)) return 'planned';
  return until && Date.parse(until) <= now ? 'over' : 'shown';
}

/** Lines above the shop, each from and until when. */
export default function Banners() {
  const t = useText();

  function says(banner: Banner): string {
    const values = {
      text: banner.text,
      since: banner.since ? formatWhen(banner.since) : '',
      until: banner.until ? formatWhen(banner.until) : '',
    };
    if (banner.since && banner.until) return t('banners.saysBoth', values);
    if (banner.since) return t('banners.saysSince', values);
    return t(banner.until ? 'banners.saysUntil' : 'banners.saysNow', values);
  }

  return (
    <DocumentPage
      kind="banners"
      family="banners"
      title={t('banners.title')}
      from={from}
      consequences={({ items }) => items.map(says)}
      preview={({ shop }) =>
        shop?.banners.length ? (
          shop.banners.map(({ text, link }, index) => (
            <p key={index} className={styles.shown} data-type="banner">
              {text} {link && <u>{link.label}</u>}
            </p>
          ))
        ) : (
          <p className="muted">{t('banners.noneNow')}</p>
        )
      }
    >
      {({ items }, change) => (
        <>
          {items.length === 0 && (
            <Blank icon="flag" title={t('banners.empty')}>
              <p className="muted">{t('banners.emptyText')}</p>
            </Blank>
          )}
          <Rows
            rows={items}
            change={(rows) => change({ items: rows })}
            name={({ text }, place) => text || t('banners.one', { place })}
          >
            {(banner, set, at) => <BannerFields name={`items.${at}`} banner={banner} set={set} />}
          </Rows>
          {items.length < MOST && (
            <p>
              <Button
                onClick={() =>
                  change({ items: [...items, { text: '', link: null, since: null, until: null }] })
                }
              >
                {t('banners.add')}
              </Button>
            </p>
          )}
        </>
      )}
    </DocumentPage>
  );
}

function BannerFields({
  name,
  banner,
  set,
}: {
  name: string;
  banner: Banner;
  set: (part: Partial<Banner>) => void;
}) {
  const t = useText();
  return (
    <>
      <p>
        <Timing of={banner} />
      </p>
      <TextField
        label={t('field.text')}
        name={`${name}.text`}
        value={banner.text}
        required
        maxLength={200}
        onChange={(text) => set({ text })}
      />
      <div className={styles.pair}>
        {(['since', 'until'] as const).map((end) => (
          <TextField
            key={end}
            label={t(`field.${end}`)}
            hint={t(`banners.${end}Hint`)}
            name={`${name}.${end}`}
            type="datetime-local"
            value={localOf(banner[end])}
            onChange={(text) => set({ [end]: momentOf(text) })}
          />
        ))}
      </div>
      <LinkFields name={`${name}.link`} link={banner.link} change={(link) => set({ link })} optional />
    </>
  );
}

function Timing({ of: banner }: { of: Banner }) {
  const [now] = useState(Date.now);
  const state = timing(banner, now);
  return <StateBadge state={state} tone={TONES[state]} />;
}
