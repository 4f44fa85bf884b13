import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import { eur } from '../../../src/test/data';
import type { Permission } from '../../frame/me';
import { OSS_ROW, TAX_BUSINESS, TAX_REPORT } from '../../test/taxReport';
import { expectAccessible, renderOffice } from '../../test/renderOffice';
import { linesOf, monthsUntil, placeName, quartersUntil } from './report';

const net = fakeNetwork();
const ALL: Permission[] = ['reports.read', 'payments.read', 'rates.write'];
const PATH = '/prices/tax-report?period=2026-Q4';

describe('the report of taxes', () => {
  it('shows the one-stop shop by country and rate, corrections, and everything else', async () => {
    net.api.on('GET /admin/tax-reports/2026-Q4', TAX_REPORT);
    renderOffice(net.api, PATH, { permissions: ALL });

    const oss = await screen.findByRole('region', { name: 'One-stop shop' });
    expect(within(oss).getByText('What is to pay is known once the rate of SEK is entered.')).toBeVisible();
    expect(within(oss).getByText('Sweden')).toBeVisible();
    const corrections = within(oss).getByRole('group', { name: 'Corrections of earlier quarters' });
    expect(within(corrections).getByText('2026-Q3')).toBeVisible();
    const others = screen.getByRole('region', { name: 'Everything else' });
    expect(within(others).getByText('Sale at home')).toBeVisible();
    expect(within(others).getByText('Switzerland')).toBeVisible();
    expect(screen.queryByText(/not whole/)).toBeNull();
    await expectAccessible();
  });

  it('says what is to pay once the rates of its last day are entered', async () => {
    const said: unknown[] = [];
    net.api.on('GET /admin/tax-reports/2026-Q4', TAX_REPORT);
    net.api.on('PUT /admin/tax-reports/2026-Q4/exchange-rates', ({ body }) => {
      said.push(body);
      const exchange_rates = [{ currency: 'SEK', per_euro: '11.2345' }];
      return json({ ...TAX_REPORT, exchange_rates, wanting: [], to_pay: eur(20_690) });
    });
    renderOffice(net.api, PATH, { permissions: ALL });

    await userEvent.type(await screen.findByRole('textbox', { name: /SEK for one euro/ }), '11,2345');
    await userEvent.click(screen.getByRole('button', { name: 'Keep the rates' }));
    expect(await screen.findByText('To pay: €206.90')).toBeVisible();
    expect(said).toEqual([{ rates: [{ currency: 'SEK', per_euro: '11.2345' }] }]);
  });

  it('keeps what was typed when it is no rate, and lets only who may enter one', async () => {
    net.api.on('GET /admin/tax-reports/2026-Q4', TAX_REPORT);
    net.api.on('PUT /admin/tax-reports/2026-Q4/exchange-rates', () => problem(400, 'no exchange rate'));
    const { unmount } = renderOffice(net.api, PATH, { permissions: ALL });
    await userEvent.type(await screen.findByRole('textbox', { name: /SEK/ }), '0');
    await userEvent.click(screen.getByRole('button', { name: 'Keep the rates' }));
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.getByRole('textbox', { name: /SEK/ })).toHaveValue('0');
    unmount();

    renderOffice(net.api, PATH, { permissions: ['reports.read'] });
    expect(await screen.findByRole('textbox', { name: /SEK/ })).toBeDisabled();
    expect(screen.queryByRole('link', { name: 'Sales to businesses' })).toBeNull();
  });

  it('is of another period when one is chosen, and says that invoices are to come', async () => {
    net.api.on('GET /admin/tax-reports/2026-Q4', TAX_REPORT);
    net.api.on('GET /admin/tax-reports/2026-Q1', {
      ...TAX_REPORT,
      ...{ period: '2026-Q1', rows: [], corrections: [], wanting: [], to_pay: eur(0), invoices_wait: true },
    });
    renderOffice(net.api, PATH, { permissions: ALL });
    await screen.findByText('Sweden');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Period' }), '2026-Q1');
    expect(await screen.findByText('Nothing was invoiced in this period')).toBeVisible();
    expect(screen.getByText(/not whole/)).toBeVisible();
  });

  it('lists businesses by number, month by month', async () => {
    net.api.on('GET /admin/tax-reports/2026-11/businesses', { items: [TAX_BUSINESS], next_cursor: null });
    renderOffice(net.api, '/prices/tax-report/businesses?month=2026-11', { permissions: ALL });
    await waitFor(() => expect(screen.getByText('FR40303265045')).toBeVisible());
    expect(screen.getAllByText('€1,500.00')).toHaveLength(2);
    await expectAccessible();
  });
});

describe('a report as a file', () => {
  it('has every row by names and numbers that no language changes', () => {
    const lines = linesOf(TAX_REPORT);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toEqual('2026-Q4,oss,SE,goods,25.00,S,,SEK,400.00,100.00,,,1'.split(','));
    expect(lines[4]).toEqual('2026-Q4,oss,FR,,0.00,,2026-Q3,EUR,-10.00,-2.00,-10.00,-2.00,1'.split(','));
  });
});

describe('periods and places', () => {
  it('begin with the first version that reports, the latest first', () => {
    const now = new Date(2027, 1, 28);
    expect(quartersUntil(now)).toEqual(['2027-Q1', '2026-Q4', '2026-Q3', '2026-Q2', '2026-Q1']);
    expect(monthsUntil(now).slice(0, 3)).toEqual(['2027-02', '2027-01', '2026-12']);
    expect(monthsUntil(now)).toHaveLength(14);
  });

  it('are called by their countries', () => {
    expect(placeName(OSS_ROW.place)).toBe('France');
    expect(placeName('US-CA')).toBe('United States (US-CA)');
    expect(placeName('XI')).toBe('Northern Ireland (XI)');
  });
});
