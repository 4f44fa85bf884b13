import { api } from '../../../src/api/client';
import { tagged, type Tagged } from '../../api/tagged';
import { text } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import type { Detail } from '../../patterns/DetailPage';
import { SeenDialog, type Difference } from '../../patterns/SeenDialog';
import { TextField } from '../../ui/Field';
import type { FormValues } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import { ADDRESS, REQUIRED } from './address';
import { orderDifferences } from './differences';
import type { StaffOrder } from './moments';

const inForm = (field: string) => `shipping_address.${field}`;

interface Wanted {
  email?: string;
  shipping_address?: StaffOrder['shipping_address'];
}

/** What the person changed, on what is there now: a field they left alone stays as somebody else may have made it. */
function wantedOf(values: FormValues, first: StaffOrder, now: StaffOrder): Wanted {
  const typed = (name: string, before: string) => (values[name] ?? before).trim();
  const email = typed('email', first.email);
  const address = { ...now.shipping_address };
  let isMoved = false;
  for (const [field] of ADDRESS) {
    const mine = typed(inForm(field), first.shipping_address[field]);
    if (mine === first.shipping_address[field] || mine === now.shipping_address[field]) continue;
    address[field] = mine;
    isMoved = true;
  }
  return {
    ...(email !== first.email && email !== now.email ? { email } : {}),
    ...(isMoved ? { shipping_address: address } : {}),
  };
}

const send = (order: Tagged<StaffOrder>, body: Wanted & { reason: string }): Promise<Tagged<StaffOrder>> =>
  tagged(
    api().PATCH('/admin/orders/{order_id}', {
      params: {
        path: { order_id: order.data.id },
        header: order.tag ? { 'If-Match': order.tag } : {},
      },
      body,
    }),
  );

/** Puts right where the order and its letters go. */
export function Correction({ detail, onClose }: { detail: Detail<StaffOrder>; onClose: () => void }) {
  const t = useText();

  async function submit(
    { reason = '', ...values }: FormValues,
    _: string,
    seen: Tagged<StaffOrder>,
    first: StaffOrder,
  ) {
    const wanted = wantedOf(values, first, seen.data);
    if (Object.keys(wanted).length === 0) {
      toast(t('order.nothingChanged'));
      return;
    }
    const now = await send(seen, { ...wanted, reason });
    detail.replace(now.data, now.tag);
    if (now.data.readdressing?.state === 'requested') {
      toast(t('order.addressAsked'));
      return;
    }
    toast(t('order.corrected'), {
      undo: async () => {
        const { email, shipping_address } = seen.data;
        const back = {
          ...(wanted.email === undefined ? {} : { email }),
          ...(wanted.shipping_address ? { shipping_address } : {}),
        };
        const before = await send(now, { ...back, reason: t('order.undone') });
        detail.replace(before.data, before.tag);
      },
    });
  }

  return (
    <SeenDialog
      refill
      detail={detail}
      title={t('order.correctTitle')}
      action={t('frame.save')}
      consequences={(order) => [
        t('order.noLetter'),
        ...(order.shipments.length > 0 ? [t('order.carrierDecides')] : []),
      ]}
      differences={differencesOf}
      submit={submit}
      onClose={onClose}
    >
      {({ email, shipping_address }) => (
        <>
          <TextField
            label={t('orders.email')}
            name="email"
            type="email"
            required
            defaultValue={email}
            first
          />
          {ADDRESS.map(([field, label]) => (
            <TextField
              key={field}
              label={t(label)}
              name={inForm(field)}
              required={REQUIRED.has(field)}
              defaultValue={shipping_address[field]}
            />
          ))}
          <p className="muted small">{t('order.country', { country: shipping_address.country })}</p>
          <TextField label={t('orders.reason')} name="reason" required maxLength={200} />
        </>
      )}
    </SeenDialog>
  );
}

function differencesOf(was: StaffOrder, now: StaffOrder): Difference[] {
  return [
    ...ADDRESS.flatMap(([field, label]): Difference[] => {
      const [before, after] = [was.shipping_address[field], now.shipping_address[field]];
      return before === after ? [] : [{ label: text(label), was: before, now: after }];
    }),
    ...orderDifferences(was, now),
  ];
}
