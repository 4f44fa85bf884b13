import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, useLocation } from 'react-router';
import { describe, expect, it } from 'vitest';
import { Pages } from '../../app/App';
import { card, cartWith, line, product } from '../../test/data';
import { json, problem, fakeNetwork } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();

function shop(stock = { sku: 'L-SB', available: 3, backorder: false, preorder_left: 0 }) {
  net.api
    .on('GET /products/medina-lantern', product())
    .on('GET /products/stock', { items: [stock] })
    .on('GET /wishlist', { items: [], stale: false })
    .on('GET /cart', cartWith())
    .on('GET /categories', { items: [] })
    .on('GET /products', { items: [], next_cursor: null });
}

describe('the product page', () => {
  it('adds the chosen variant and quantity to the cart, says so, and opens the cart', async () => {
    shop();
    net.api.on('POST /cart/lines', cartWith(line({ quantity: 2 })));
    const user = userEvent.setup();
    renderShop('/products/medina-lantern');
    await user.click(await screen.findByRole('button', { name: 'One more' }));
    await user.click(screen.getByRole('button', { name: 'Add to cart' }));
    expect(await screen.findByRole('dialog', { name: 'Added to your cart' })).toBeInTheDocument();
    expect(net.api.to('POST /cart/lines')[0]?.body).toEqual({ sku: 'L-SB', quantity: 2 });
    expect(screen.getByText('2 × Medina Lantern added to your cart')).toBeInTheDocument();
  });

  it('shows what a promotion makes of the price: the lowest of 30 days crossed out, the regular one said', async () => {
    const item = product();
    const euros = (amount: number) => ({ amount, currency: 'EUR' });
    const reduced = { price: euros(2400), compare_at: euros(3000), list_price: euros(3400) };
    const variants = item.variants.map((variant) => ({
      ...variant,
      ...reduced,
      compare_at_kind: 'former' as const,
    }));
    shop();
    net.api.on('GET /products/medina-lantern', { ...item, variants });
    renderShop('/products/medina-lantern');
    expect(await screen.findByText('Regular price €34.00')).toBeInTheDocument();
    expect(screen.getByText(/Lowest price of the 30 days before the reduction: €30.00/)).toBeInTheDocument();
    const told = document.querySelector('script[type="application/ld+json"]')?.textContent;
    expect(told).toContain(
      '"price":"34.00","priceCurrency":"EUR","priceType":"https://schema.org/ListPrice"',
    );
  });

  it('says how many are left when they are few, from the live stock', async () => {
    shop({ sku: 'L-SB', available: 2, backorder: false, preorder_left: 0 });
    renderShop('/products/medina-lantern');
    expect(await screen.findByText('Only 2 left')).toBeInTheDocument();
  });

  it('has what nobody counts in stock', async () => {
    const item = product();
    const variants = item.variants.map((variant) => ({
      ...variant,
      tracked: false,
      backorder: true,
      available: 0,
    }));
    shop({ sku: 'L-SB', available: -3, backorder: true, preorder_left: 0 });
    net.api.on('GET /products/medina-lantern', { ...item, variants });
    renderShop('/products/medina-lantern');
    expect(await screen.findByText('In stock')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Add to cart' })).toBeEnabled();
  });

  it('sells in advance what is not there yet, up to the limit, and says from when it is', async () => {
    const item = product();
    const preorder = { units: 5, left: 2, available_from: '2030-01-31' };
    shop({ sku: 'L-SB', available: 0, backorder: false, preorder_left: 2 });
    net.api.on('GET /products/medina-lantern', {
      ...item,
      variants: item.variants.map((variant) => ({ ...variant, available: 0, preorder })),
    });
    const user = userEvent.setup();
    renderShop('/products/medina-lantern');
    expect(await screen.findByText('Available from January 31, 2030')).toBeInTheDocument();
    const told = document.querySelector('script[type="application/ld+json"]')?.textContent;
    expect(told, 'to search engines, too').toContain('"https://schema.org/PreOrder"');
    expect(told).not.toContain('InStock');
    await user.click(screen.getByRole('button', { name: 'One more' }));
    expect(screen.getByRole('button', { name: 'One more' })).toHaveAttribute('aria-disabled', 'true');
    expect(screen.getByRole('button', { name: 'Add to cart' })).toBeEnabled();
  });

  it('shows a former price with what it is, and its percentage on cards', async () => {
    const item = product();
    const beside = { compare_at: { amount: 4300, currency: 'EUR' }, compare_at_kind: 'former' as const };
    shop();
    net.api.on('GET /products/medina-lantern', {
      ...item,
      variants: item.variants.map((variant) => ({ ...variant, ...beside })),
    });
    net.api.on('GET /products', { items: [card('other', beside)], next_cursor: null });
    renderShop('/products/medina-lantern');
    expect(
      await screen.findByText('Lowest price of the 30 days before the reduction: €43.00'),
    ).toBeInTheDocument();
    expect(await screen.findByText('−20%'), 'of a fifth and a bit').toBeInTheDocument();
    const told = document.querySelector('script[type="application/ld+json"]')?.textContent;
    expect(told).toContain('"priceType":"https://schema.org/StrikethroughPrice"');
  });

  it('shows a recommended price in these words, and no reduction', async () => {
    const item = product();
    const beside = { compare_at: { amount: 4300, currency: 'EUR' }, compare_at_kind: 'recommended' as const };
    shop();
    net.api.on('GET /products/medina-lantern', {
      ...item,
      variants: item.variants.map((variant) => ({ ...variant, ...beside })),
    });
    net.api.on('GET /products', { items: [card('other', beside)], next_cursor: null });
    renderShop('/products/medina-lantern');
    expect(await screen.findAllByText('Recommended price €43.00')).not.toHaveLength(0);
    expect(document.querySelector('s')).toBeNull();
    expect(screen.queryByText(/%$/)).not.toBeInTheDocument();
    const told = document.querySelector('script[type="application/ld+json"]')?.textContent;
    expect(told).toContain('"priceType":"https://schema.org/SRP"');
  });

  it('shows the price of one measure on the page, on cards and to search engines', async () => {
    const item = product();
    const per = { price_per_measure: { price: { amount: 1160, currency: 'EUR' }, per: 'l' as const } };
    const measure = { quantity: '0.75', unit: 'l' as const, per: 'l' as const };
    shop();
    net.api.on('GET /products/medina-lantern', {
      ...item,
      variants: item.variants.map((variant) => ({ ...variant, ...per, measure })),
    });
    net.api.on('GET /products', { items: [card('other', per)], next_cursor: null });
    renderShop('/products/medina-lantern');
    await waitFor(() => expect(screen.getAllByText('€11.60 per litre')).toHaveLength(2));
    const told = document.querySelector('script[type="application/ld+json"]')?.textContent;
    expect(told).toContain('"value":"0.75","unitCode":"LTR","valueReference"');
  });

  it('asks for the stock and sells by any SKU', async () => {
    const item = product();
    const skus = ['A,B/1%', 'C #2', 'D', 'E'];
    shop({ sku: 'A,B/1%', available: 2, backorder: false, preorder_left: 0 });
    net.api.on('GET /products/medina-lantern', {
      ...item,
      variants: item.variants.map((variant, index) => ({ ...variant, sku: skus[index] ?? variant.sku })),
    });
    net.api.on('POST /cart/lines', cartWith(line()));
    renderShop('/products/medina-lantern?sku=A%2CB%2F1%25');
    expect(await screen.findByText('Only 2 left')).toBeInTheDocument();
    expect(net.api.to('GET /products/stock')[0]?.query.get('skus')?.split(',')[0]).toBe('A%2CB/1%25');
  });

  it('shows what cannot be had, and does not sell it', async () => {
    shop();
    const user = userEvent.setup();
    renderShop('/products/medina-lantern');
    await user.click(await screen.findByRole('radio', { name: /Copper\s*\(sold out\)/ }));
    expect(screen.getByRole('button', { name: 'Sold out' })).toBeDisabled();
    await user.click(screen.getByRole('radio', { name: /Large\s*\(not made/ }));
    expect(screen.getByRole('radio', { name: 'Brass' })).toBeChecked();
    expect(screen.getByRole('button', { name: 'Add to cart' })).toBeEnabled();
  });

  it('shows the reference when adding is refused', async () => {
    shop();
    net.api.on('POST /cart/lines', () => problem(409, 'out_of_stock'));
    const user = userEvent.setup();
    renderShop('/products/medina-lantern');
    await user.click(await screen.findByRole('button', { name: 'Add to cart' }));
    const alert = await screen.findByRole('alert');
    expect(within(alert).getByText('Reference: ref-1')).toBeInTheDocument();
  });

  it('has its title in the tab and its data for search engines', async () => {
    shop();
    renderShop('/products/medina-lantern');
    await screen.findByRole('heading', { level: 1, name: 'Medina Lantern' });
    await waitFor(() => expect(document.title).toBe('Medina Lantern · Souk'));
    const script = document.querySelector('script[type="application/ld+json"]');
    const data = JSON.parse(script?.textContent ?? '{}') as { offers: { sku: string; price: string }[] };
    expect(data.offers[0]).toMatchObject({ sku: 'L-SB', price: '34.00', priceCurrency: 'EUR' });
  });

  it('that is asked for by a handle it had has the address it has now', async () => {
    shop();
    net.api.on('GET /products/old-lantern', product());
    const Where = () => <output>{useLocation().pathname + useLocation().search}</output>;
    render(
      <MemoryRouter initialEntries={['/products/old-lantern?sku=L-SB']}>
        <Pages />
        <Where />
      </MemoryRouter>,
    );
    expect(await screen.findByText('/products/medina-lantern?sku=L-SB')).toBeInTheDocument();
    expect(screen.getByRole('heading', { level: 1, name: 'Medina Lantern' })).toBeInTheDocument();
    expect(net.api.to('GET /products/medina-lantern')).toEqual([]);
  });

  it('says so when there is no such product', async () => {
    shop();
    net.api.on('GET /products/medina-lantern', () => problem(404, 'not_found'));
    renderShop('/products/medina-lantern');
    expect(await screen.findByText('This is no longer on the stall')).toBeInTheDocument();
  });

  it('offers to try again when it did not load', async () => {
    shop();
    net.api.onEach(
      'GET /products/medina-lantern',
      () => problem(500, 'internal'),
      () => json(product()),
    );
    const user = userEvent.setup();
    renderShop('/products/medina-lantern');
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Medina Lantern' })).toBeInTheDocument();
  });
});
