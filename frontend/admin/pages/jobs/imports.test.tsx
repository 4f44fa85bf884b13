import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import { IMPORT, TRIED } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';

const net = fakeNetwork();
const CHECKED = {
  ...IMPORT,
  status: 'checked',
  dry_run: true,
  products_total: 4,
  products_created: 0,
  products_updated: 1,
  products_unchanged: 2,
  products_failed: 1,
  to_correct_url: 'https://media.example/correct.csv',
  errors: [{ line: 13, handle: 'pot', field: 'Variant Price', message: "'cheap' is no price" }],
  warnings: [{ line: 1, handle: '', field: '', message: 'the file is not UTF-8' }],
};
const open = () =>
  renderOffice(net.api, '/products/imports/i1', { permissions: ['products.import', 'products.read'] });

/** The rows, by outcome, one to a page. */
function rows() {
  net.api.on('GET /admin/products/imports/i1/rows', ({ query }) => {
    const of = TRIED.filter(({ outcome }) => [outcome as string | null, null].includes(query.get('outcome')));
    const at = Number(query.get('cursor') ?? 0);
    return json({ items: of.slice(at, at + 1), next_cursor: at + 1 < of.length ? String(at + 1) : null });
  });
}

describe('a dry run', () => {
  it('tells by outcome what would happen, and is imported once that is confirmed', async () => {
    let report: object = { ...CHECKED, status: 'checking', products_total: null };
    rows();
    net.api
      .on('GET /admin/products/imports/i1', () => {
        const answer = json(report);
        if (report !== CHECKED && 'products_total' in report && report.products_total === null)
          report = CHECKED;
        return answer;
      })
      .on('POST /admin/products/imports/i1/start', () => {
        report = { ...IMPORT, rows_done: 0 };
        return json(report, 202);
      });
    open();
    expect(await screen.findByText('Finding out what the file would change')).toBeVisible();
    expect(await screen.findByText('Nothing is written yet', undefined, { timeout: 10_000 })).toBeVisible();

    // Those that are refused come first.
    const chosen = await screen.findByLabelText('Outcome');
    expect(
      within(chosen)
        .getAllByRole('option')
        .map(({ textContent }) => textContent),
    ).toEqual(['All', 'Refused (1)', 'New (0)', 'Changed (1)', 'Unchanged (2)']);
    expect(chosen).toHaveValue('failed');
    expect(await screen.findByText("Line 13, Variant Price: 'cheap' is no price")).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Rows to correct' })).toHaveAttribute(
      'href',
      CHECKED.to_correct_url,
    );
    expect(screen.getByText('the file is not UTF-8')).toBeInTheDocument();
    await expectAccessible();
    await userEvent.selectOptions(chosen, 'Changed (1)');
    expect(await screen.findByText('MUG-1, Variant Price: 12.00 → 13.20')).toBeInTheDocument();
    for (const line of ['Title: Mug → Big mug', 'MUG-2: new', 'Vendor: Nour → empty', 'and 1 more'])
      expect(screen.getByText(line)).toBeInTheDocument();
    await userEvent.selectOptions(chosen, 'All');
    await waitFor(() => expect(net.api.to('GET /admin/products/imports/i1/rows')).toHaveLength(4));
    expect(
      net.api
        .to('GET /admin/products/imports/i1/rows')
        .map(({ query }) => [query.get('outcome'), query.get('cursor')]),
    ).toEqual([
      ['failed', null],
      ['updated', null],
      [null, null],
      [null, '1'],
    ]);

    await userEvent.click(screen.getByRole('button', { name: 'Import 1 product' }));
    const sure = within(await screen.findByRole('dialog', { name: 'Import the checked file' }));
    expect(sure.getByText('1 product is changed; shoppers see it at once.')).toBeVisible();
    expect(sure.getByText('1 product is left as it is, because its rows have faults.')).toBeVisible();
    await expectAccessible();
    expect(net.api.to('POST /admin/products/imports/i1/start')).toHaveLength(0);
    await userEvent.click(sure.getByRole('button', { name: 'Import 1 product' }));
    expect(await screen.findByRole('heading', { level: 1, name: /goods.csv Running/ })).toBeVisible();
    expect(net.api.to('POST /admin/products/imports/i1/start')).toHaveLength(1);
  });

  it('says that another file was sent in the place of the one that was checked', async () => {
    rows();
    net.api
      .on('GET /admin/products/imports/i1', CHECKED)
      .on('POST /admin/products/imports/i1/start', () =>
        problem(409, 'conflict', { detail: 'the file is not the one that was checked' }),
      )
      .on('POST /admin/products/imports/i1/check', () => json({ ...CHECKED, status: 'checking' }, 202));
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Import 1 product' }));
    const sure = within(await screen.findByRole('dialog'));
    await userEvent.click(sure.getByRole('button', { name: 'Import 1 product' }));
    expect(await sure.findByRole('alert')).toBeVisible();
    await userEvent.click(sure.getByRole('button', { name: 'Back' }));
    await userEvent.click(screen.getByRole('button', { name: 'Dry run again' }));
    await waitFor(() => expect(net.api.to('POST /admin/products/imports/i1/check')).toHaveLength(1));
  });

  it('is stopped and goes on; a file that waits can be tried, or imported at once', async () => {
    let report: object = { ...CHECKED, status: 'checking' };
    net.api
      .on('GET /admin/products/imports/i1', () => json(report))
      .on('POST /admin/products/imports/i1/stop', () => {
        report = { ...CHECKED, status: 'stopped', to_correct_url: null };
        return json(report);
      })
      .on('POST /admin/products/imports/i1/check', () => {
        report = { ...IMPORT, status: 'awaiting_upload', rows_done: 0 };
        return json(report, 202);
      })
      .on('POST /admin/products/imports/i1/start', () => json(report, 202));
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Stop' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Go on' }));
    expect(await screen.findByRole('button', { name: 'Dry run' })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Import without a dry run' }));
    expect(net.api.to('POST /admin/products/imports/i1/check')).toHaveLength(1);
    await waitFor(() => expect(net.api.to('POST /admin/products/imports/i1/start')).toHaveLength(1));
  });
});
