import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { DEAD_LETTER, HEALTH } from '../../test/ops';
import { expectAccessible, renderOffice } from '../../test/renderOffice';
import { SERVICES } from './deadLetters';

const net = fakeNetwork();
const ALL: Permission[] = ['logs.read', 'events.retry', 'payments.read'];
const ALL_DAY = new Date(Date.now() + 7_200_000).toISOString();
const LATER = { ...DEAD_LETTER, aggregate: 'order-0002', event_type: 'order.paid', due_at: ALL_DAY };
const NO_EVENT = { ...DEAD_LETTER, aggregate: '@4711', event_type: '', correlation_id: '' };

async function see(path: string, heading: string | RegExp, permissions = ALL) {
  renderOffice(net.api, path, { permissions });
  await screen.findByRole('heading', { level: 1, name: heading });
}

function setAside(...items: object[]) {
  net.api
    .on('GET /ops/dead-letters/orders', { items, more: false })
    .on('POST /ops/dead-letters/orders', () => json(null, 202));
}

const row = (name: RegExp) => screen.getByRole('row', { name });

describe('events set aside', () => {
  it('are counted by service, those that wait for a person apart, with what is not shown here', async () => {
    for (const service of SERVICES)
      net.api.on(`GET /ops/dead-letters/${service}`, { items: [], more: false });
    net.api
      .on('GET /ops/dead-letters/orders', { items: [DEAD_LETTER, LATER], more: true })
      .on('GET /ops/dead-letters/users', () => problem(503, 'unavailable'));
    await see('/dead-letters', 'Events set aside');
    expect(await screen.findByRole('row', { name: /^orders 2\+ 1 / })).toBeInTheDocument();
    expect(row(/^audit 0 – –$/)).toBeInTheDocument();
    expect(await screen.findByRole('row', { name: /^users Not known/ })).toBeInTheDocument();
    expect(screen.getByText(/Cart and search have no API for staff/)).toBeInTheDocument();
    await expectAccessible();
    net.api.on('GET /ops/dead-letters/users', { items: [], more: false });
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('row', { name: /^users 0/ })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('link', { name: 'orders' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Set aside by orders' })).toBeInTheDocument();
  });

  it('are looked at one by one, and lead to what they are about and to their logs', async () => {
    setAside(DEAD_LETTER, LATER);
    await see('/dead-letters/orders', 'Set aside by orders');
    const look = (name: RegExp) => screen.findByRole('button', { name });
    await userEvent.click(await look(/^Look at .* payment-0001$/));
    const dialog = within(await screen.findByRole('dialog', { name: 'payment.captured' }));
    await expectAccessible();
    const to = (name: string) => dialog.getByRole('link', { name }).getAttribute('href');
    expect(to('payment-0001')).toBe('/payments/payment-0001');
    expect(to('Everything with this reference')).toBe('/traces/trace-0001');
    expect(to('Its warnings and errors')).toBe('/logs?level=WARNING&correlation_id=trace-0001');
    expect(dialog.getByText('Waits for a person')).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Close' }));
    await userEvent.click(await look(/^Look at .* order-0002$/));
    // Orders are not permitted here, so there is the id and no link.
    expect(screen.queryByRole('link', { name: 'order-0002' })).not.toBeInTheDocument();
  });

  it('are tried again one, when its consequences are known', async () => {
    setAside(DEAD_LETTER, NO_EVENT);
    await see('/dead-letters/orders', 'Set aside by orders');
    await userEvent.click(await screen.findByRole('button', { name: /@4711$/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'No event' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Try again' }));
    const asking = within(await screen.findByRole('dialog', { name: 'Try it again?' }));
    expect(asking.getAllByRole('listitem')).toHaveLength(4);
    await expectAccessible();
    setAside(DEAD_LETTER);
    await userEvent.click(asking.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('One is tried within five minutes.')).toBeInTheDocument();
    expect(net.api.to('POST /ops/dead-letters/orders').map(({ body }) => body)).toEqual([
      { lane: 'souk.payments.v1-0', aggregate: '@4711' },
    ]);
    await waitFor(() => expect(screen.queryByText('@4711')).not.toBeInTheDocument());
  });

  it('are tried again all, or those that are chosen; what is done meanwhile does no harm', async () => {
    setAside(DEAD_LETTER, LATER);
    net.api.onEach(
      'POST /ops/dead-letters/orders',
      () => problem(404, 'not_found'),
      () => json(null, 202),
    );
    await see('/dead-letters/orders', 'Set aside by orders');
    await userEvent.click(await screen.findByRole('button', { name: 'Try all 2 again' }));
    const all = within(await screen.findByRole('dialog', { name: 'Try 2 again?' }));
    await userEvent.click(all.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('One is tried within five minutes.')).toBeInTheDocument();
    expect(net.api.to('POST /ops/dead-letters/orders')).toHaveLength(2);
    await userEvent.click(screen.getByRole('checkbox', { name: /order-0002$/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Try the chosen one again' }));
    expect(await screen.findByRole('dialog', { name: 'Try it again?' })).toBeInTheDocument();
  });

  it('stop where the service refuses, and say how many were asked for', async () => {
    setAside(DEAD_LETTER, LATER);
    net.api.onEach(
      'POST /ops/dead-letters/orders',
      () => json(null, 202),
      () => problem(503, 'unavailable'),
    );
    await see('/dead-letters/orders', 'Set aside by orders');
    await userEvent.click(await screen.findByRole('button', { name: 'Try all 2 again' }));
    const all = within(await screen.findByRole('dialog'));
    await userEvent.click(all.getByRole('button', { name: 'Try again' }));
    expect(await all.findByText('Reference: ref-1')).toBeInTheDocument();
    expect(screen.getByText('One is tried within five minutes.')).toBeInTheDocument();
  });

  it('are only looked at without the permission, and an empty list says so', async () => {
    setAside(DEAD_LETTER);
    await see('/dead-letters/orders', 'Set aside by orders', ['logs.read']);
    expect(await screen.findByText('payment.captured')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Try/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
  });

  it('of a service without an API for staff are said to be elsewhere', async () => {
    await see('/dead-letters/cart', 'Not found');
    expect(screen.getByText(/Cart and search have no API for staff/)).toBeInTheDocument();
    expect(net.api.calls.filter(({ path }) => path.startsWith('/ops'))).toEqual([]);
  });
});

describe('the health of the services', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('shows the worst first, each with its logs, its last error and what it has set aside', async () => {
    net.api
      .on('GET /ops/health', HEALTH)
      .on('GET /ops/dead-letters/orders', { items: [DEAD_LETTER], more: false });
    await see('/health', 'Health');
    expect(await screen.findByText('One service fails')).toBeInTheDocument();
    const rows = screen.getAllByRole('row').map(({ textContent }) => textContent);
    expect(rows.slice(1).map((text) => /^[a-z]+(?=Fails|Silent|Up)/.exec(text)?.[0])).toEqual([
      'orders',
      'search',
      'cart',
    ]);
    const failing = within(row(/^orders Fails/));
    const to = (name: string) => failing.getByRole('link', { name }).getAttribute('href');
    expect(to('20+')).toBe('/logs?service=orders&level=ERROR');
    expect(to('KeyError')).toBe('/errors/f1');
    expect(to('Logs of orders')).toBe('/logs?service=orders&level=INFO');
    await waitFor(() => expect(to('1')).toBe('/dead-letters/orders'));
    expect(row(/^search Silent More than a day/)).toBeInTheDocument();
    await expectAccessible();
  });

  it('asks again by itself, not while nobody looks, and keeps what it knew when that fails', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const asked = () => net.api.to('GET /ops/health').length;
    net.api.on('GET /ops/health', HEALTH);
    await see('/health', 'Health');
    await screen.findByText('One service fails');
    await vi.advanceTimersByTimeAsync(31_000);
    await waitFor(() => expect(asked()).toBe(2));
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(asked()).toBe(2);
    net.api.on('GET /ops/health', () => problem(503, 'unavailable'));
    hidden.mockRestore();
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await screen.findByText('It could not be asked again: this is how it was')).toBeInTheDocument();
    expect(screen.getByText('Fails')).toBeInTheDocument();
  });

  it('is good where nobody writes an error', async () => {
    net.api.on('GET /ops/health', { services: HEALTH.services.slice(0, 1) });
    await see('/health', 'Health');
    expect(await screen.findByText('All services write, and none an error')).toBeInTheDocument();
  });
});
