import { useQueryClient } from '@tanstack/react-query';
import { Page } from '../../frame/Page';
import { useText } from '../../i18n/useText';
import { Editor } from './Editor';

export default function NewProduct() {
  const t = useText();
  const queries = useQueryClient();
  return (
    <Page title={t('product.new')} crumbs={[{ label: t('products.title'), to: '/products' }]}>
      <Editor written={(product) => queries.setQueryData(['product', product.data.id], product)} />
    </Page>
  );
}
