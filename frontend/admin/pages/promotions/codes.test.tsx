import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import type { Permission } from '../../frame/me';
import { CODE, CODE_USE } from '../../test/promotionCodes';
import { expectAccessible, renderOffice } from '../../test/renderOffice';
import { linesOf, stateOf } from './codes';

const net = fakeNetwork();
const ALL: Permission[] = ['rates.read', 'rates.write', 'orders.read'];
const AT = '/admin/promotions/spring';
const LIST = '/prices/promotions/spring/codes';
const page = (item: unknown) => ({ items: [item], next_cursor: null });
const files: Blob[] = [];

beforeEach(() => {
  files.length = 0;
  vi.stubGlobal(
    'URL',
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        files.push(blob);
        return 'blob:codes';
      },
      revokeObjectURL: () => undefined,
    }),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function office() {
  net.api
    .on(`GET ${AT}/codes`, page(CODE))
    .on(`GET ${AT}/uses`, { used: 3, spent: 1500 })
    .on(`GET ${AT}/codes/SPRING`, CODE)
    .on(`GET ${AT}/codes/SPRING/uses`, page(CODE_USE));
}

it('lists the codes of a promotion, and in how many orders it is', async () => {
  office();
  renderOffice(net.api, LIST, { permissions: ALL });
  expect(await screen.findByText('SPRING')).toBeVisible();
  expect(await screen.findByText(/In 3 orders; it took .*15/)).toBeVisible();
  expect(screen.getByText('Valid')).toBeVisible();
  await expectAccessible();
});

it('makes a code as it is chosen', async () => {
  office();
  net.api.on(`POST ${AT}/codes`, () => json({ ...CODE, code: 'WINTER' }, 201));
  renderOffice(net.api, LIST, { permissions: ALL });
  await userEvent.click(await screen.findByRole('button', { name: 'Make a code' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByRole('textbox', { name: 'Code' }), 'winter');
  await userEvent.click(dialog.getByRole('button', { name: 'Make a code' }));
  expect(await screen.findByText('WINTER is made.')).toBeVisible();
  expect(net.api.to(`POST ${AT}/codes`)[0]?.body).toEqual({ code: 'winter', limit: 0 });
});

it('makes many codes, with the same key until all are there, and gives them as a file', async () => {
  office();
  const keys: (string | null)[] = [];
  let tries = 0;
  net.api
    .on(`POST ${AT}/code-batches`, ({ headers }) => {
      keys.push(headers.get('Idempotency-Key'));
      tries += 1;
      return tries === 1 ? problem(503, 'unavailable') : json({ batch: 'b1', codes: ['A1', 'A2'] }, 201);
    })
    .on(`GET ${AT}/code-batches/b1`, {
      batch: 'b1',
      codes: [
        { ...CODE, code: 'A1', batch: 'b1', limit: 1, used: 1 },
        { ...CODE, code: 'A2', batch: 'b1', limit: 1, used: 0 },
      ],
    });
  renderOffice(net.api, LIST, { permissions: ALL });
  await userEvent.click(await screen.findByRole('button', { name: 'Make many codes' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByRole('textbox', { name: 'How many' }), '2');
  const send = dialog.getByRole('button', { name: 'Make many codes' });
  await userEvent.click(send);
  expect(await dialog.findByText('Reference: ref-1')).toBeVisible();
  await userEvent.click(send);
  expect(await screen.findByText('2 codes are made.')).toBeVisible();
  expect(net.api.to(`POST ${AT}/code-batches`)[1]?.body).toEqual({ count: 2, prefix: '', limit: 1 });
  expect(keys[0]).toBeTruthy();
  expect(keys[1]).toBe(keys[0]);
  const text = await files[0]?.text();
  expect(text).toContain('code,limit,used,state,batch\r\nA1,1,1,used_up,b1\r\nA2,1,0,open,b1');
});

it('finds one code however it is typed, and says that there is none', async () => {
  office();
  net.api
    .on(`GET ${AT}/codes/spring`, CODE)
    .on(`GET ${AT}/codes/summer`, () => problem(404, 'not_found', { detail: 'no such code' }));
  renderOffice(net.api, LIST, { permissions: ALL });
  await userEvent.click(await screen.findByRole('button', { name: 'Find a code' }));
  const dialog = within(await screen.findByRole('dialog'));
  const field = dialog.getByRole('textbox', { name: 'Code' });
  await userEvent.type(field, 'summer');
  await userEvent.click(dialog.getByRole('button', { name: 'Find it' }));
  expect(await dialog.findByText('Reference: ref-1')).toBeVisible();
  await userEvent.clear(field);
  await userEvent.type(field, ' spring ');
  await userEvent.click(dialog.getByRole('button', { name: 'Find it' }));
  expect(await screen.findByRole('heading', { level: 1, name: /SPRING/ })).toBeVisible();
});

it('shows the orders of a code, which who may not look at them cannot open', async () => {
  office();
  const { unmount } = renderOffice(net.api, `${LIST}/SPRING`, { permissions: ALL });
  expect(await screen.findByRole('link', { name: CODE_USE.order_number })).toHaveAttribute(
    'href',
    expect.stringContaining(`/orders/${CODE_USE.order_id}`),
  );
  await expectAccessible();
  unmount();
  renderOffice(net.api, `${LIST}/SPRING`, { permissions: ['rates.read'] });
  expect(await screen.findByText(CODE_USE.order_number)).toBeVisible();
  expect(screen.queryByRole('link', { name: CODE_USE.order_number })).toBeNull();
  expect(screen.queryByRole('button', { name: 'End this code' })).toBeNull();
});

it('ends a code for good', async () => {
  office();
  const ended = { ...CODE, ended_at: '2026-11-30T10:00:00Z' };
  net.api.on(`DELETE ${AT}/codes/SPRING`, () => {
    net.api.on(`GET ${AT}/codes/SPRING`, ended);
    return json(ended);
  });
  renderOffice(net.api, `${LIST}/SPRING`, { permissions: ALL });
  await userEvent.click(await screen.findByRole('button', { name: 'End this code' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(/keep what it took off them/)).toBeVisible();
  await userEvent.click(dialog.getByRole('button', { name: 'End this code' }));
  expect(await screen.findByText('SPRING is ended.')).toBeVisible();
  await waitFor(() => expect(screen.queryByRole('button', { name: 'End this code' })).toBeNull());
});

it('says what is left of a code, and nothing of what is not counted', () => {
  expect(stateOf({ ...CODE, limit: 2, used: 2 })).toBe('used_up');
  expect(stateOf({ ...CODE, limit: 0, used: null })).toBe('open');
  expect(stateOf({ ...CODE, limit: 2, used: 2, ended_at: CODE.made_at })).toBe('ended');
  expect(linesOf([{ ...CODE, limit: 0, used: null }])).toEqual([['SPRING', '0', '', 'open', '']]);
});
