import { useEffect } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { recordActivity } from '../api/activity';
import { getProduct, listProducts, toUrlId } from '../api/catalogue';
import { isProblem } from '../api/problem';
import type { Product as ProductData } from '../api/types';
import { usePage } from '../app/page';
import { lineage, useCategories } from '../app/useCategories';
import { Breadcrumbs } from '../components/Breadcrumbs';
import { ButtonLink } from '../components/Button';
import { Blank, LoadFailed } from '../components/Notice';
import { ProductGrid } from '../components/ProductCard';
import { Bone, Loading } from '../components/Skeleton';
import { nameOf } from '../lib/names';
import { keep, useLoad } from '../lib/useLoad';
import { session } from '../state/session';
import { BuyBox } from './product/BuyBox';
import styles from './Product.module.css';

export default function Product() {
  const handle = useParams().handle ?? '';
  const { search, hash } = useLocation();
  const navigate = useNavigate();
  const {
    data: product,
    error,
    loading,
    reload,
  } = useLoad(`product:${handle}`, (signal) => getProduct(handle, signal));
  const { user } = session.use();
  const unknown = isProblem(error) && error.status === 404;
  usePage(product?.title ?? (unknown ? 'Not found' : nameOf(handle)), product?.seo.description);

  useEffect(() => {
    // It was asked for by a handle it had before: its address is the one it has.
    if (!product || product.handle === handle) return;
    keep(`product:${product.handle}`, product);
    void navigate({ pathname: `/products/${product.handle}`, search, hash }, { replace: true });
  }, [product, handle, search, hash, navigate]);

  useEffect(() => {
    if (!product || !user) return;
    const { id, handle, title, images } = product;
    const image = images[0]?.src ?? '';
    recordActivity(user.id, { kind: 'product_viewed', product_id: id, handle, title, image });
  }, [product, user]);

  return (
    <div className="page">
      <Trail product={product} />
      {loading && <ProductLoading />}
      {unknown ? (
        <Blank
          alone
          title="This is no longer on the stall"
          actions={<ButtonLink to="/">Back to the market</ButtonLink>}
        >
          <p className="muted">It was sold on, or it never was. The market has plenty else.</p>
        </Blank>
      ) : (
        Boolean(error) && <LoadFailed alone what="this product" error={error} retry={reload} />
      )}
      {product && (
        <>
          <BuyBox key={product.id} product={product} />
          <Related product={product} />
        </>
      )}
    </div>
  );
}

function Trail({ product }: { product: ProductData | undefined }) {
  const categories = useCategories().data ?? [];
  const own = product?.categories.at(-1);
  const known = own ? lineage(categories, own.id) : [];
  const steps = known.length > 0 ? known : own ? [own] : [];
  return (
    <Breadcrumbs
      trail={[
        ...steps.map((step) => ({ name: step.name, to: `/categories/${toUrlId(step.id)}` })),
        ...(product ? [{ name: product.title }] : []),
      ]}
    />
  );
}

function Related({ product }: { product: ProductData }) {
  const category = product.categories.at(-1)?.id;
  const { data } = useLoad(category ? `related:${category}` : null, (signal) =>
    listProducts({ category, limit: 8 }, signal),
  );
  const others = data?.items.filter((item) => item.id !== product.id).slice(0, 4) ?? [];
  if (others.length === 0) return null;
  return (
    <section className={styles.related} aria-labelledby="related">
      <h2 id="related">From the same aisle</h2>
      <ProductGrid products={others} row />
    </section>
  );
}

function ProductLoading() {
  return (
    <Loading what="the product">
      <div className={styles.layout}>
        <div style={{ aspectRatio: 1 }}>
          <Bone height="100%" round="var(--radius-lg)" />
        </div>
        <div className={styles.buy}>
          <Bone width="80%" height="3rem" />
          <Bone width="30%" height="2rem" />
          <Bone height="6rem" />
          <Bone height="3rem" round="var(--radius-pill)" />
          <Bone height="8rem" />
        </div>
      </div>
    </Loading>
  );
}
