import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { AccountSession } from '../../api/types';
import { cartWith } from '../../test/data';
import { fakeNetwork, json, problem } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const PROFILE = {
  id: 'u1',
  email: 'new@b.c',
  name: 'A',
  groups: [],
  locale: 'en',
  created_at: '',
  closes_at: null,
};

const COPY = {
  state: 'none',
  asked_at: null,
  parts_done: 0,
  parts: null,
  available_until: null,
  size: null,
  missing: [],
  link: null,
};

function held(id: string, device: string, current = false): AccountSession {
  const at = '2026-11-23T10:00:00Z';
  return { id, device, current, started_at: at, used_at: at, second_factor: false };
}

const HERE = held('s1', 'Firefox on Linux', true);
const PHONE = held('s2', 'Safari on iPhone');

function visit(...sessions: AccountSession[]) {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /me/cart', cartWith())
    .on('GET /me', PROFILE)
    .on('GET /me/sessions', { items: sessions })
    .on('GET /me/export', COPY)
    .on('GET /me/second-factors', { totp: false, passkeys: [] })
    .on('DELETE /me/sessions', () => json(null, 204))
    .on('DELETE /me/sessions/s2', () => json(null, 204))
    .on('POST /me/password', () => json(null, 204))
    .on('POST /me/email', () => json(null, 202))
    .on('POST /me/email/confirm', PROFILE);
  renderShop('/account/security', {
    status: 'signed-in',
    user: { id: 'u1', email: 'a@b.c', name: 'A', groups: [], closes_at: null },
  });
}

async function fillIn(form: string, values: Record<string, string>, button: string) {
  const within_ = within(await screen.findByRole('form', { name: form }));
  for (const [label, value] of Object.entries(values))
    await userEvent.type(within_.getByLabelText(label), value);
  await userEvent.click(within_.getByRole('button', { name: button }));
}

describe('the password', () => {
  const form = 'Change your password';

  it('is changed, and the list of sessions is looked at again', async () => {
    visit(HERE, PHONE);
    await screen.findByText('Safari on iPhone');
    net.api.on('GET /me/sessions', { items: [HERE] });
    await fillIn(
      form,
      { 'Your password now': 'correct horse', 'New password': 'battery staple' },
      'Change the password',
    );
    expect(await screen.findByText(/Your password is changed/)).toBeInTheDocument();
    expect(net.api.to('POST /me/password')[0]?.body).toEqual({
      current: 'correct horse',
      new: 'battery staple',
    });
    await waitFor(() => expect(screen.queryByText('Safari on iPhone')).not.toBeInTheDocument());
  });

  it('that many people have is refused at its field', async () => {
    visit(HERE);
    const errors = [{ field: 'new', message: 'many people have this password' }];
    net.api.on('POST /me/password', () => problem(400, 'weak_password', { errors }));
    await fillIn(
      form,
      { 'Your password now': 'correct horse', 'New password': 'password12' },
      'Change the password',
    );
    await waitFor(() => expect(screen.getByLabelText('New password')).toBeInvalid());
    expect(screen.getByLabelText('New password')).toHaveValue('password12');
  });
});

describe('the e-mail address', () => {
  it('is the old one until the code is entered', async () => {
    visit(HERE);
    await fillIn(
      'Change your e-mail address',
      { 'New e-mail address': 'new@b.c', 'Your password': 'correct horse' },
      'Send a code there',
    );
    expect(await screen.findByText(/We sent a code to new@b.c/)).toBeInTheDocument();
    await fillIn('Confirm your new e-mail address', { Code: '123456' }, 'Confirm the address');
    expect(await screen.findByText('From now on you sign in with new@b.c.')).toBeInTheDocument();
    expect(net.api.to('POST /me/email/confirm')[0]?.body).toEqual({ code: '123456' });
  });
});

describe('the sessions', () => {
  it('are ended one by one; this one is not among those that can be', async () => {
    visit(HERE, PHONE);
    await userEvent.click(await screen.findByRole('button', { name: /Sign out Safari on iPhone/ }));
    await waitFor(() => expect(net.api.to('DELETE /me/sessions/s2')).toHaveLength(1));
    expect(screen.queryByRole('button', { name: /Sign out Firefox/ })).not.toBeInTheDocument();
  });

  it('are ended all at once but this one', async () => {
    visit(HERE, PHONE);
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out everywhere else' }));
    await waitFor(() => expect(net.api.to('DELETE /me/sessions')).toHaveLength(1));
  });

  it('that there is only one of need no button', async () => {
    visit(HERE);
    await screen.findByText('This device');
    expect(screen.queryByRole('button', { name: 'Sign out everywhere else' })).not.toBeInTheDocument();
  });
});

describe('the account', () => {
  it('is closed with its password, and the person is signed out', async () => {
    visit(HERE);
    net.api.on('DELETE /me', () => json({ ...PROFILE, closes_at: '2026-12-07T10:00:00Z' }, 202));
    net.api.on('POST /auth/sign-out', () => json(null, 204));
    const password = 'Your password, to close the account';
    await fillIn('Close your account', { [password]: 'correct horse' }, 'Close the account');
    await waitFor(() => expect(net.api.to('DELETE /me')[0]?.body).toEqual({ password: 'correct horse' }));
    await waitFor(() => expect(net.api.to('POST /auth/sign-out')).toHaveLength(1));
  });

  it('that is being closed says until when it can be kept, and is kept', async () => {
    visit(HERE);
    net.api.on('GET /me', { ...PROFILE, closes_at: '2026-12-07T10:00:00Z' }).on('POST /me/restore', () => {
      net.api.on('GET /me', PROFILE);
      return json(PROFILE);
    });
    expect(await screen.findByText(/Your account ends on/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Keep my account' }));
    expect(await screen.findByRole('button', { name: 'Close the account' })).toBeInTheDocument();
  });
});

describe('a copy of the data', () => {
  const asked = { ...COPY, asked_at: '2026-11-29T10:00:00Z' };
  const link = 'https://bucket.example/my-data.zip?signed';
  const ready = { ...asked, state: 'ready', size: 5175, available_until: '2026-12-06T10:00:00Z', link };
  const card = () => screen.findByRole('region', { name: 'A copy of your data' });

  it('is asked for, and its progress is shown', async () => {
    visit(HERE);
    net.api.on('POST /me/export', () => {
      net.api.on('GET /me/export', { ...asked, state: 'under_way', parts: 5, parts_done: 2 });
      return json({ ...asked, state: 'under_way' }, 202);
    });
    await userEvent.click(await within(await card()).findByRole('button', { name: 'Collect my data' }));
    const progress = await within(await card()).findByRole('progressbar', { name: 'Collected' });
    expect(progress).toHaveAttribute('value', '2');
    expect(progress).toHaveAttribute('max', '5');
    expect(within(await card()).queryByRole('button')).not.toBeInTheDocument();
  });

  it('that is ready is fetched by its link, and what is missing is said', async () => {
    visit(HERE);
    net.api.on('GET /me/export', { ...ready, missing: ['shipping'] });
    expect(
      await within(await card()).findByRole('link', { name: 'Download the archive (6 KB)' }),
    ).toHaveAttribute('href', link);
    expect(await card()).toHaveTextContent('shipping did not answer');
  });

  it('that has expired can be collected anew', async () => {
    visit(HERE);
    net.api.on('GET /me/export', { ...ready, state: 'expired', link: null });
    expect(
      await within(await card()).findByRole('button', { name: 'Collect my data anew' }),
    ).toBeInTheDocument();
    expect(within(await card()).queryByRole('link')).not.toBeInTheDocument();
  });

  it('is refused after too many, and the card says so', async () => {
    visit(HERE);
    net.api.on('POST /me/export', () => problem(429, 'rate_limited'));
    await userEvent.click(await within(await card()).findByRole('button', { name: 'Collect my data' }));
    expect(await within(await card()).findByRole('alert')).toHaveTextContent('wait');
  });
});
