import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../../src/api/client';
import { randomId } from '../../../src/lib/ids';
import { errorText } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { Views, type ViewsBar } from '../../patterns/FilterBar';
import { CheckField } from '../../ui/Field';
import { toast } from '../../ui/toast';

/** Views that are kept by the shop: a person's own wherever they sign in, and those that are shared. */
export function SharedViews({ list, ...bar }: ViewsBar & { list: string }) {
  const t = useText();
  const { data, refetch } = useQuery({
    queryKey: ['views'],
    queryFn: ({ signal }) => answer(api().GET('/admin/backoffice/views', { signal })),
    staleTime: 60_000,
  });
  const held = data?.items.filter((view) => view.list === list) ?? [];
  // In the order of the bar's filters, which is that of the address it makes.
  const queryOf = (query: Record<string, string>) =>
    new URLSearchParams(
      bar.filters.flatMap(({ name }) => (query[name] ? [[name, query[name]]] : [])),
    ).toString();

  async function put(name: string, query: Record<string, string>, shared: boolean) {
    await answer(
      api().PUT('/admin/backoffice/views/{view_id}', {
        params: { path: { view_id: randomId() } },
        body: { name, list, query, shared },
      }),
    );
    await refetch();
  }

  async function remove(name: string) {
    const view = held.find((one) => one.own && one.name === name);
    if (!view) return;
    try {
      await answer(
        api().DELETE('/admin/backoffice/views/{view_id}', {
          params: { path: { view_id: view.view_id }, header: { 'If-Match': `"${view.version}"` } },
        }),
      );
      toast(t('orders.viewRemoved', { name }), { undo: () => put(name, view.query, view.shared) });
    } catch (error) {
      toast(errorText(error), { bad: true });
    }
    await refetch();
  }

  return (
    <Views
      {...bar}
      keeper={{
        views: held.map((view) => ({
          id: view.view_id,
          name: view.name,
          query: queryOf(view.query),
          fixed: !view.own,
        })),
        save: (name, query, { shared }) =>
          put(name, Object.fromEntries(new URLSearchParams(query)), shared === 'on'),
        remove,
      }}
    >
      <CheckField label={t('orders.viewShared')} name="shared" />
    </Views>
  );
}
