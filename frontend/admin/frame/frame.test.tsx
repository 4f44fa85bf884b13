import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../src/test/fakeApi';
import { speak } from '../i18n/language';
import { toast } from '../ui/toast';
import { expectAccessible, renderGuest, renderOffice, USER } from '../test/renderOffice';

const net = fakeNetwork();
const none = { items: [], next_cursor: null };
const products = () => net.api.on('GET /admin/products', none);

describe('the door', () => {
  it('takes a password and then a code, and lets in', async () => {
    products()
      .on('POST /auth/sign-in', { challenge: 'totp', token: 't1' })
      .onEach(
        'POST /auth/challenge/code',
        () => problem(401, 'wrong_code'),
        () => json({ access_token: 'a', expires_in: 900, user: USER }),
      )
      .on('GET /me', {
        ...USER,
        locale: 'en',
        created_at: '',
        roles: ['merchandiser'],
        permissions: ['products.read'],
      })
      .on('GET /me/second-factors', { totp: true, passkeys: [] })
      .on('GET /me/sessions', none);
    renderGuest();
    await expectAccessible();
    await userEvent.type(screen.getByLabelText('E-mail'), USER.email);
    await userEvent.type(screen.getByLabelText('Password'), 'six words');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await userEvent.type(await screen.findByLabelText(/Code of your/), '000000');
    await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('ref-1');
    await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Products' })).toBeInTheDocument();
    expect(net.api.to('POST /auth/challenge/code')[0]?.body).toEqual({ token: 't1', code: '000000' });
  });

  it('leads whom a password alone let in to an app', async () => {
    net.api
      .on('POST /me/totp', { secret: 'KEY', uri: 'otpauth://totp/x' })
      .on('POST /me/totp/confirm', () => json(null, 204));
    net.api.on('POST /auth/sign-out', () => json(null, 204));
    renderOffice(net.api, '/', { permissions: ['orders.read'], secondFactor: false });
    await userEvent.type(await screen.findByLabelText('Password'), 'six words');
    await userEvent.click(screen.getByRole('button', { name: 'Set up an app' }));
    expect(await screen.findByText('KEY')).toBeInTheDocument();
    await expectAccessible();
    await userEvent.type(screen.getByLabelText(/it shows now/), '123456');
    await userEvent.click(screen.getByRole('button', { name: 'Confirm the code' }));
    expect(await screen.findByText(/Sign in once more/)).toBeInTheDocument();
  });

  it('tells a shopper that this is for staff', async () => {
    renderOffice(net.api, '/', { permissions: [], roles: [] });
    expect(await screen.findByRole('heading', { name: 'This is for staff' })).toBeInTheDocument();
    await expectAccessible();
  });
});

describe('the frame', () => {
  it('shows who is signed in as what, and the pages of their permissions alone', async () => {
    products();
    renderOffice(net.api, '/', { permissions: ['products.read'], roles: ['merchandiser'] });
    const nav = await screen.findByRole('navigation', { name: 'Main navigation' });
    expect(
      within(nav)
        .getAllByRole('link')
        .map((link) => link.textContent.trim()),
    ).toContain('Products');
    expect(within(nav).queryByRole('link', { name: 'Staff' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: /^Account of ?Fin/ })).toHaveTextContent('Merchandiser');
    await screen.findByText('No products yet');
    await expectAccessible();
  });

  it('says what is missing where a page is not for the role', async () => {
    renderOffice(net.api, '/products', { permissions: ['stock.read'] });
    expect(await screen.findByText(/lacks the permission products.read/)).toBeInTheDocument();
    expect(net.api.to('GET /admin/products')).toHaveLength(0);
    await expectAccessible();
  });

  it('says that there is no such page', async () => {
    renderOffice(net.api, '/no/such/page', { permissions: ['products.read'] });
    expect(
      await screen.findByRole('heading', { level: 1, name: 'There is no such page' }),
    ).toBeInTheDocument();
    await expectAccessible();
  });

  it('goes to pages by its palette, without a mouse', async () => {
    products();
    renderOffice(net.api, '/nowhere', { permissions: ['products.read'] });
    await screen.findByRole('heading', { level: 1 });
    await userEvent.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('searchbox', { name: /Go to a page/ });
    await expectAccessible();
    await userEvent.type(field, 'produ');
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Products' })).toBeInTheDocument();
  });

  it('shows its keys', async () => {
    renderOffice(net.api, '/nowhere', { permissions: ['products.read'] });
    await screen.findByRole('heading', { level: 1 });
    await userEvent.keyboard('?');
    expect(await screen.findByRole('dialog', { name: 'Keyboard' })).toBeInTheDocument();
    await expectAccessible();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('says that the connection is gone', async () => {
    renderOffice(net.api, '/nowhere', { permissions: ['products.read'] });
    await screen.findByRole('heading', { level: 1 });
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: false });
    act(() => void window.dispatchEvent(new Event('offline')));
    expect(screen.getByText(/You are offline/)).toBeInTheDocument();
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: true });
    act(() => void window.dispatchEvent(new Event('online')));
    expect(screen.queryByText(/You are offline/)).not.toBeInTheDocument();
  });

  it('speaks Arabic from right to left', async () => {
    products();
    renderOffice(net.api, '/products', { permissions: ['products.read'] });
    await screen.findByRole('heading', { name: 'Products' });
    await act(() => speak('ar'));
    expect(document.documentElement.dir).toBe('rtl');
    expect(await screen.findByRole('heading', { level: 1, name: 'المنتجات' })).toBeInTheDocument();
    await expectAccessible();
  });

  it('takes back what can be taken back, from its notice', async () => {
    let undone = 0;
    renderOffice(net.api, '/nowhere', { permissions: ['products.read'] });
    await screen.findByRole('heading', { level: 1 });
    act(() =>
      toast('It is archived.', {
        undo: () => {
          undone += 1;
          return Promise.resolve();
        },
      }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(undone).toBe(1);
    expect(screen.queryByText('It is archived.')).not.toBeInTheDocument();
  });
});
