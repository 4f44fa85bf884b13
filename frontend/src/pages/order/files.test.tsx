import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cartWith, eur, order } from '../../test/data';
import { fakeNetwork, problem } from '../../test/fakeApi';
import { forget } from '../../lib/useLoad';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const song = {
  ...{
    sku: 'SONG',
    product_id: 'p1',
    title: 'Song',
    variant_title: '',
    image: '',
    quantity: 1,
    cancelled: 0,
  },
  ...{ unit_price: eur(900), total: eur(900), requires_shipping: false, withdrawal_exclusion: null },
  ...{ waiting: 0, available_from: null, digital: true, gift_card: false, reductions: [] },
};
const file = { id: 'f1', name: 'song.mp3', media_type: 'audio/mpeg', size: 3 * 1024 * 1024, left: 5 };
const words = { version: '2026-11', text: 'I want it at once and lose my right to withdraw.' };
const files = { sku: 'SONG', title: 'Song', variant_title: '', until: '2999-01-01T10:00:00Z' };
const lineWith = (changes: object = {}) => ({
  lines: [{ ...files, consent: null, consented_at: null, files: [file], ...changes }],
});
const GET = 'GET /orders/o1/files';
const POST = 'POST /orders/o1/files';
const assign = vi.fn();

beforeEach(() => {
  forget();
  assign.mockReset();
  vi.stubGlobal('location', { ...(window.location as object), assign });
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /cart', cartWith())
    .on('GET /orders/o1', order('PAID', { lines: [song] }));
});

afterEach(() => vi.unstubAllGlobals());

describe('files that were bought', () => {
  it('are downloaded with the order\u2019s key, and the page says how often is left', async () => {
    net.api
      .onEach(
        GET,
        () => Response.json(lineWith()),
        () => Response.json(lineWith({ files: [{ ...file, left: 1 }] })),
      )
      .on(POST, { url: 'https://media.example/f1', expires_at: '2026-11-23T10:05:00Z', left: 1 });
    renderShop('/orders/o1#key=k');
    expect(await screen.findByText('3.0 MB · 5 downloads left')).toBeInTheDocument();
    const button = screen.getByRole('button', { name: 'Download song.mp3' });
    await userEvent.click(button);
    expect(await screen.findByText('3.0 MB · 1 download left')).toBeInTheDocument();
    expect(button, 'whoever pressed it is still there').toHaveFocus();
    expect(assign).toHaveBeenCalledWith('https://media.example/f1');
    const [sent] = net.api.to(POST);
    expect(sent?.body).toEqual({ sku: 'SONG', file_id: 'f1', consent: '' });
    expect(sent?.headers.get('X-Order-Key')).toBe('k');
  });

  it('wait for the consent that ends the right to withdraw, which nobody ticks for the shopper', async () => {
    net.api.on(GET, lineWith({ consent: words })).on(POST, { url: 'https://media.example/f1', left: 4 });
    renderShop('/orders/o1#key=k');
    const button = await screen.findByRole('button', { name: 'Download song.mp3' });
    expect(button).toBeDisabled();
    const tick = screen.getByRole('checkbox', { name: words.text });
    expect(tick).not.toBeChecked();
    await userEvent.click(tick);
    await userEvent.click(button);
    await waitFor(() => expect(net.api.to(POST)).toHaveLength(1));
    expect(net.api.to(POST)[0]?.body).toEqual({ sku: 'SONG', file_id: 'f1', consent: words.version });
  });

  it.each([
    [{ files: [{ ...file, left: 0 }] }, /no downloads left/],
    [{ until: '2020-01-01T10:00:00Z' }, /could be downloaded until/],
  ])('say when they cannot be downloaded any more', async (changes, said) => {
    net.api.on(GET, lineWith(changes));
    renderShop('/orders/o1#key=k');
    expect(await screen.findByText(said)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Download song.mp3' })).toBeDisabled();
    expect(screen.getByText('Write to us if you need it again.')).toBeInTheDocument();
  });

  it('stay where they are when the shop refuses', async () => {
    net.api.on(GET, lineWith()).on(POST, () => problem(409, 'not_downloadable'));
    renderShop('/orders/o1#key=k');
    await userEvent.click(await screen.findByRole('button', { name: 'Download song.mp3' }));
    expect(await screen.findByText('The file cannot be fetched')).toBeInTheDocument();
    expect(assign).not.toHaveBeenCalled();
  });

  it('are not asked for where nothing of it is one', async () => {
    net.api.on('GET /orders/o1', order('PAID', { lines: [{ ...song, requires_shipping: true }] }));
    renderShop('/orders/o1#key=k');
    await screen.findByText('What you ordered');
    expect(net.api.to(GET)).toHaveLength(0);
  });
});
