import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useRef, useState } from 'react';
import { answer, api } from '../../../src/api/client';
import { isProblem } from '../../../src/api/problem';
import { config } from '../../../src/lib/config';
import { randomId } from '../../../src/lib/ids';
import { tagged, type Tagged } from '../../api/tagged';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { useGo, useLeaveGuard } from '../../patterns/leave';
import layout from '../../patterns/patterns.module.css';
import { Button } from '../../ui/Button';
import { SelectField, TextField } from '../../ui/Field';
import { ProblemForm } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import ui from '../../ui/ui.module.css';
import { Card } from '../../ui/values';
import { CategoryField } from './CategoryField';
import { Chips } from './Chips';
import { Description } from './Description';
import {
  bodyOf,
  cut,
  differing,
  draftOf,
  EMPTY,
  onTopOf,
  type Draft,
  type Met,
  type Part,
  type Stored,
} from './draft';
import { plainOf } from './markup';
import { Pictures } from './Pictures';
import { STATUSES } from './statuses';
import styles from './products.module.css';
import { Variants } from './Variants';

/** Seldom needed. */
const Differences = lazy(() => import('./Differences'));

interface Work {
  /** The product as it was read last; nothing of one that is not stored yet. */
  base?: Tagged<Stored>;
  draft: Draft;
  met?: Met;
}

/** The work on top of what the product has become. What this person has not touched follows; `own` are changes of theirs. */
function meet({ base, draft, met }: Work, theirs: Tagged<Stored>, own: Part[] = [], told = false): Work {
  const now = draftOf(theirs.data);
  if (!base) return { base: theirs, draft: now };
  const was = draftOf(base.data);
  if (differing(was, draft).length === 0) return { base: theirs, draft: now };
  const parts = differing(was, now).filter((part) => !own.includes(part));
  return {
    base: theirs,
    draft: onTopOf(now, was, draft),
    met: told || parts.length > 0 ? { was, now, parts } : met,
  };
}

const put = (of: Stored, draft: Draft, currency: string, tag: string | null): Promise<Tagged<Stored>> =>
  tagged(
    api().PUT('/admin/products/{product_id}', {
      params: { path: { product_id: of.id }, header: { 'If-Match': tag ?? '' } },
      body: bodyOf(draft, currency, of),
    }),
  );

const read = (id: string): Promise<Tagged<Stored>> =>
  tagged(api().GET('/admin/products/{product_id}', { params: { path: { product_id: id } } }));

interface Props {
  /** The product as it is now, asked for again and again; nothing of a new one. */
  stored?: Tagged<Stored>;
  /** It was written: this is how it is now. */
  written: (product: Tagged<Stored>) => void;
}

/** All of a product. What others change meanwhile shows at once, and nothing of it is overwritten unseen. */
export function Editor({ stored, written }: Props) {
  const t = useText();
  const go = useGo();
  const queries = useQueryClient();
  const [work, setWork] = useState<Work>({ base: stored, draft: stored ? draftOf(stored.data) : EMPTY });
  const attempt = useRef({ sent: '', key: '' });
  const picture = useRef('');
  const { base, draft, met } = work;
  if (stored && base && stored.data.version > base.data.version) setWork(meet(work, stored));

  const currency = base?.data.variants[0]?.price.currency ?? config().currency;
  const dirty = differing(base ? draftOf(base.data) : EMPTY, draft).length > 0;
  const release = useLeaveGuard(dirty);
  const set = (part: Partial<Draft>) => setWork((held) => ({ ...held, draft: { ...held.draft, ...part } }));
  const change = (next: Draft) => setWork((held) => ({ ...held, draft: next }));

  function handleHint() {
    if (!base) return t('product.handleHint');
    const { handle, earlier_handles } = base.data;
    if (draft.handle !== handle) return t('product.handleChange', { handle });
    return earlier_handles.length > 0
      ? t('product.handleEarlier', { handles: earlier_handles.join(', ') })
      : t('product.handleStored');
  }

  function told(product: Tagged<Stored>) {
    written(product);
    void queries.invalidateQueries({ queryKey: ['products'] });
  }

  async function create() {
    const body = bodyOf(draft, currency);
    const sent = JSON.stringify(body);
    if (attempt.current.sent !== sent) attempt.current = { sent, key: randomId() };
    const header = { 'Idempotency-Key': attempt.current.key };
    const product = await tagged(api().POST('/admin/products', { params: { header }, body }));
    release();
    told(product);
    toast(t('product.made'));
    go(`/products/${product.data.id}`, { replace: true });
  }

  async function save(before: Tagged<Stored>) {
    const { id } = before.data;
    const former = draftOf(before.data);
    let after: Tagged<Stored>;
    try {
      after = await put(before.data, draft, currency, before.tag);
    } catch (error) {
      if (!isProblem(error) || error.status !== 412) throw error;
      const theirs = await read(id);
      setWork((held) => meet(held, theirs, [], true));
      return;
    }
    setWork({ base: after, draft: draftOf(after.data) });
    told(after);
    toast(t('product.saved'), {
      undo: async () => {
        const back = await put(before.data, former, currency, after.tag);
        setWork((held) => meet(held, back));
        told(back);
      },
    });
  }

  async function attach() {
    if (!base) return;
    const { id } = base.data;
    const path = { product_id: id, picture_id: picture.current };
    const send = (tag: string | null) =>
      tagged(
        api().PUT('/admin/products/{product_id}/pictures/{picture_id}', {
          params: { path, header: { 'If-Match': tag ?? '' } },
          body: {},
        }),
      );
    // A picture is added to what is there, so it collides with nothing: each is sent with the newest tag.
    const now = await read(id);
    const after = await send(now.tag);
    setWork((held) => meet(meet(held, now), after, ['images']));
    told(after);
  }

  return (
    <ProblemForm
      wide
      action={t(met ? 'form.saveMine' : base ? 'frame.save' : 'product.create')}
      submit={() => (base ? save(base) : create())}
      beside={
        <>
          {met && base && (
            <Button onClick={() => setWork({ base, draft: draftOf(base.data) })}>
              {t('form.takeTheirs')}
            </Button>
          )}
          <Button onClick={() => go('/products')}>{t('frame.back')}</Button>
          {dirty && <span className="muted">{t('product.unsaved')}</span>}
        </>
      }
    >
      {met && (
        <Suspense>
          <Differences met={met} mine={draft} />
        </Suspense>
      )}
      <div className={layout.columns}>
        <div className={layout.stack}>
          <Card title={t('products.about')}>
            <TextField
              label={t('product.title')}
              name="title"
              value={draft.title}
              onChange={(title) => set({ title })}
              required
              maxLength={255}
              first={!base}
            />
            <TextField
              label={t('products.handle')}
              name="handle"
              value={draft.handle}
              onChange={(handle) => set({ handle })}
              required={Boolean(base)}
              maxLength={255}
              hint={handleHint()}
            />
          </Card>
          <Card title={t('products.description')}>
            <Description value={draft.description} change={(description) => set({ description })} />
          </Card>
          <Pictures
            draft={draft}
            change={change}
            sending={
              base && {
                prepare: async (file) => {
                  const begun = await answer(
                    api().POST('/admin/products/{product_id}/pictures', {
                      params: { path: { product_id: base.data.id } },
                      body: { content_type: file.type as 'image/png' },
                    }),
                  );
                  picture.current = begun.picture_id;
                  return begun.upload;
                },
                done: attach,
              }
            }
          />
          <Variants
            draft={draft}
            change={change}
            currency={currency}
            stored={base?.data.variants.map(({ sku }) => sku) ?? []}
          />
          <Attributes draft={draft} set={set} />
        </div>
        <div className={layout.stack}>
          <Card title={t('product.forSale')}>
            <SelectField
              label={t('products.status')}
              name="status"
              options={STATUSES.map((status) => ({ value: status, label: worded('state', status) }))}
              hint={t(`product.status.${draft.status}`)}
              value={draft.status}
              onChange={(event) => set({ status: event.target.value as Draft['status'] })}
            />
            <CategoryField
              label={t('product.category')}
              name="category"
              value={draft.category}
              onChange={(category) => set({ category })}
            />
            <TextField
              label={t('products.vendor')}
              name="vendor"
              value={draft.vendor}
              onChange={(vendor) => set({ vendor })}
              maxLength={255}
            />
            <TextField
              label={t('products.type')}
              name="product_type"
              value={draft.product_type}
              onChange={(product_type) => set({ product_type })}
              maxLength={255}
            />
            <Chips
              label={t('products.tags')}
              add={t('product.addTag')}
              words={draft.tags}
              onAdd={(tag) => set({ tags: [...new Set([...draft.tags, tag])] })}
              onRemove={(tag) => set({ tags: draft.tags.filter((other) => other !== tag) })}
            />
          </Card>
          <SearchEngines draft={draft} set={set} />
        </div>
      </div>
    </ProblemForm>
  );
}

interface PartProps {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
}

function Attributes({ draft: { attributes }, set }: PartProps) {
  const t = useText();
  const write = (index: number, part: Partial<Draft['attributes'][number]>) =>
    set({ attributes: attributes.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <Card
      title={t('product.attributes')}
      actions={
        <Button onClick={() => set({ attributes: [...attributes, { name: '', value: '' }] })}>
          {t('product.addAttribute')}
        </Button>
      }
    >
      {attributes.length === 0 && <p className="muted">{t('product.attributesHint')}</p>}
      {attributes.map(({ name, value }, index) => (
        <div key={index} className={styles.attribute}>
          <TextField
            label={t('product.attributeName', { number: index + 1 })}
            name={`attributes.${index}.name`}
            value={name}
            onChange={(name) => write(index, { name })}
            maxLength={255}
          />
          <TextField
            label={t('product.attributeValue', { number: index + 1 })}
            name={`attributes.${index}.value`}
            value={value}
            onChange={(value) => write(index, { value })}
            maxLength={255}
          />
          <Button
            look="plain"
            onClick={() => set({ attributes: attributes.filter((_, at) => at !== index) })}
          >
            {t('product.removeWord', { word: name || String(index + 1) })}
          </Button>
        </div>
      ))}
    </Card>
  );
}

/** What search engines cut off, about. */
const SHOWN_TITLE = 60;
const SHOWN_TEXT = 160;
function SearchEngines({ draft, set }: PartProps) {
  const t = useText();
  const text = draft.seo_description || plainOf(draft.description);
  return (
    <Card title={t('products.seo')}>
      <TextField
        label={t('products.seoTitle')}
        name="seo_title"
        value={draft.seo_title}
        onChange={(seo_title) => set({ seo_title })}
        maxLength={1000}
        hint={t('product.seoLength', { length: draft.seo_title.length, most: SHOWN_TITLE })}
      />
      <TextField
        label={t('products.seoText')}
        name="seo_description"
        value={draft.seo_description}
        onChange={(seo_description) => set({ seo_description })}
        lines={3}
        maxLength={5000}
        hint={t('product.seoLength', { length: draft.seo_description.length, most: SHOWN_TEXT })}
      />
      <section className={styles.found} aria-label={t('product.found')}>
        <p className={ui.hint}>{t('product.found')}</p>
        <p className={styles.foundAt} dir="ltr">
          {window.location.host} › products › {draft.handle || '…'}
        </p>
        <p className={styles.foundTitle}>{cut(draft.seo_title || draft.title || '…', SHOWN_TITLE)}</p>
        <p>{cut(text, SHOWN_TEXT)}</p>
      </section>
    </Card>
  );
}
