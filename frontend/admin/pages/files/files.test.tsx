import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeNetwork, json } from '../../../src/test/fakeApi';
import { ORDER, PRODUCT } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const AT = '2026-11-23T10:00:00Z';
const FILES = `/admin/products/${PRODUCT.id}/files`;
const [first] = PRODUCT.variants;
const digital = {
  ...PRODUCT,
  variants: [{ ...first, sku: 'SONG', requires_shipping: false, withdrawal_exclusion: 'digital_content' }],
};
const song = {
  ...{ sku: 'SONG', file_id: 'f1', name: 'song.mp3', media_type: 'audio/mpeg', size: 3145728 },
  ...{ added_at: AT, removed_at: null },
};

afterEach(() => vi.unstubAllGlobals());

function openProduct() {
  net.api
    .on('GET /categories', { items: [] })
    .on(`GET /admin/products/${PRODUCT.id}`, () => json(digital, 200, { ETag: '"1"' }))
    .on(`GET ${FILES}`, { items: [song] });
  renderOffice(net.api, `/products/${PRODUCT.id}`, { permissions: ['products.read', 'products.write'] });
}

describe('files that buyers download', () => {
  it('are sent to the bucket and put to the variant, and one takes the place of another', async () => {
    class Sent extends EventTarget {
      upload = new EventTarget();
      status = 204;
      open = () => undefined;
      send = () => queueMicrotask(() => this.dispatchEvent(new Event('load')));
    }
    vi.stubGlobal('XMLHttpRequest', Sent);
    openProduct();
    net.api
      .on(`POST ${FILES}`, () =>
        json({ file_id: 'f2', upload: { url: '/bucket', method: 'POST', fields: {} } }, 201),
      )
      .on(`PUT ${FILES}/f2`, { items: [song, { ...song, file_id: 'f2', name: 'notes' }] });
    await screen.findByText('song.mp3');
    await userEvent.click(screen.getByRole('button', { name: 'Replace song.mp3' }));
    const field = screen.getByLabelText('Drop what takes the place of song.mp3 here', { selector: 'input' });
    await userEvent.upload(field, new File(['x'], 'notes'));
    await waitFor(() => expect(net.api.to(`PUT ${FILES}/f2`)).toHaveLength(1));
    expect(net.api.to(`POST ${FILES}`)[0]?.body).toEqual({
      sku: 'SONG',
      content_type: 'application/octet-stream',
    });
    expect(net.api.to(`PUT ${FILES}/f2`)[0]?.body).toEqual({ sku: 'SONG', name: 'notes', replaces: 'f1' });
    expect(await screen.findByText('notes')).toBeInTheDocument();
    await expectAccessible();
  });

  it('are taken from sale once it is read who goes on having them', async () => {
    openProduct();
    net.api.on(`DELETE ${FILES}/f1`, { items: [{ ...song, removed_at: AT }] });
    await userEvent.click(await screen.findByRole('button', { name: 'Take song.mp3 from sale' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/Whoever has paid goes on having it/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Take from sale' }));
    expect(await screen.findByText(/Not for sale since/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Replace song.mp3' })).not.toBeInTheDocument();
  });
});

describe('downloads of an order', () => {
  it('are shown, and staff give more of them as they saw the order', async () => {
    const [line] = ORDER.lines;
    const order = {
      ...ORDER,
      lines: [{ ...line, sku: 'SONG', title: 'Song', requires_shipping: false, digital: true }],
      downloads: [{ sku: 'SONG', file_id: 'f1', name: 'song.mp3', times: 5, first_at: AT }],
    };
    net.api
      .on('GET /admin/orders/order-0001', () => json(order, 200, { ETag: '"7"' }))
      .on('GET /admin/backoffice/notes', { items: [], next_cursor: null })
      .on('POST /admin/orders/order-0001/files', order);
    renderOffice(net.api, '/orders/order-0001', { permissions: ['orders.read', 'orders.write'] });
    expect(await screen.findByText(/downloaded 5 times, first on/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Give more downloads' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.clear(dialog.getByLabelText(/^Days/));
    await expectAccessible();
    await userEvent.click(dialog.getByRole('button', { name: 'Give more downloads' }));
    expect(await screen.findByText('The customer can download it again.')).toBeInTheDocument();
    const [sent] = net.api.to('POST /admin/orders/order-0001/files');
    expect(sent?.body).toEqual({ sku: 'SONG', downloads: 5, days: 0 });
    expect(sent?.headers.get('If-Match')).toBe('"7"');
  });
});
