import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../../../src/test/fakeApi';
import { CUSTOMER, NOTE } from '../../test/desk';
import { expectAccessible, renderOffice, USER } from '../../test/renderOffice';

const net = fakeNetwork();
const NOTES = 'GET /admin/backoffice/notes';
const NOTES_AT = '/admin/backoffice/notes';
const ONE = `${NOTES_AT}/n1`;

const listed = (...notes: object[]) =>
  json({ items: notes, next_cursor: null }, 200, { ETag: `"${JSON.stringify(notes).length}"` });

async function open(...notes: object[]) {
  net.api
    .on('GET /admin/backoffice/customers/u9', { ...CUSTOMER, items: [], next_cursor: null })
    .on('GET /admin/staff/names', {
      items: [
        { id: 'mira', name: 'Mira' },
        { id: USER.id, name: 'Fin' },
      ],
    })
    .on(NOTES, () => listed(...(notes.length > 0 ? notes : [NOTE])));
  renderOffice(net.api, '/customers/u9', {
    permissions: ['customers.read', 'customers.write', 'orders.read', 'orders.write', 'reports.read'],
  });
  await screen.findByText('Rings twice.');
}

async function edit() {
  await userEvent.click(await screen.findByRole('button', { name: 'Edit' }));
  return within(await screen.findByRole('dialog', { name: 'Edit' }));
}

/** As when somebody comes back to the window. */
async function lookedAtAgain() {
  const before = net.api.to(NOTES).length;
  window.dispatchEvent(new Event('visibilitychange'));
  await waitFor(() => expect(net.api.to(NOTES).length).toBeGreaterThan(before));
}

describe('notes', () => {
  it('are added under one key, and say who wrote them by name', async () => {
    await open(NOTE, { ...NOTE, note_id: 'n2', text: 'Mine', author: USER.id });
    expect(await screen.findByText('Mira')).toBeInTheDocument();
    expect(screen.getByText('you')).toBeInTheDocument();
    net.api.onEach(
      `POST ${NOTES_AT}`,
      () => problem(503, 'unavailable'),
      () => json(NOTE, 201),
    );
    await userEvent.type(screen.getByLabelText('New note'), 'Likes tea');
    const add = screen.getByRole('button', { name: 'Add the note' });
    await userEvent.click(add);
    await waitFor(() => expect(net.api.to(`POST ${NOTES_AT}`)).toHaveLength(1));
    await userEvent.click(add);
    await waitFor(() => expect(screen.getByLabelText('New note')).toHaveValue(''));
    const [first, second] = net.api.to(`POST ${NOTES_AT}`);
    expect(first?.query.get('about')).toBe('customer:u9');
    expect(second?.body).toEqual({ text: 'Likes tea' });
    expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
  });

  it('that a colleague changed first are shown, and nothing is written over that was not read', async () => {
    await open();
    const dialog = await edit();
    await userEvent.type(dialog.getByLabelText('Note'), ' Always.');
    net.api
      .on(NOTES, () => listed({ ...NOTE, text: 'Rings once.', version: 4 }))
      .onEach(
        `PATCH ${ONE}`,
        () => problem(412, 'precondition_failed'),
        () => json({ ...NOTE, version: 5 }),
      );
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByRole('row', { name: 'Note Rings twice. Rings once.' })).toBeInTheDocument();
    expect(dialog.getByLabelText('Note')).toHaveValue('Rings twice. Always.');
    await expectAccessible();
    await userEvent.click(dialog.getByRole('button', { name: 'Take theirs over' }));
    expect(dialog.getByLabelText('Note')).toHaveValue('Rings once.');
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const tags = net.api.to(`PATCH ${ONE}`).map(({ headers }) => headers.get('If-Match'));
    expect(tags).toEqual(['"3"', '"4"']);
  });

  it('that change while one is typing are told, and what is typed stays', async () => {
    await open();
    const dialog = await edit();
    await userEvent.type(dialog.getByLabelText('Note'), ' Always.');
    net.api.on(NOTES, () => listed({ ...NOTE, text: 'Rings once.', version: 4 }));
    await lookedAtAgain();
    expect(net.api.to(NOTES).at(-1)?.headers.get('If-None-Match')).toBeTruthy();
    await userEvent.click(await dialog.findByRole('button', { name: 'Show what changed' }));
    expect(dialog.getByRole('row', { name: 'Note Rings twice. Rings once.' })).toBeInTheDocument();
    expect(dialog.getByLabelText('Note')).toHaveValue('Rings twice. Always.');
    net.api.on(NOTES, () => listed());
    await lookedAtAgain();
    expect(await dialog.findByText(/This note was deleted meanwhile/)).toBeInTheDocument();
    net.api.on(`POST ${NOTES_AT}`, () => json(NOTE, 201));
    await userEvent.click(dialog.getByRole('button', { name: 'Add as a new note' }));
    await waitFor(() =>
      expect(net.api.to(`POST ${NOTES_AT}`)[0]?.body).toEqual({ text: 'Rings twice. Always.' }),
    );
    expect(net.api.to(`PATCH ${ONE}`)).toHaveLength(0);
  });

  it('are deleted in the version that was read, and taken back', async () => {
    await open();
    net.api
      .onEach(
        `DELETE ${ONE}`,
        () => problem(412, 'precondition_failed'),
        () => json(null, 204),
      )
      .on(`POST ${ONE}/restore`, () => json(NOTE));
    await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Somebody else changed this meanwhile.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('The note is deleted.')).toBeInTheDocument();
    expect(net.api.to(`DELETE ${ONE}`)[1]?.headers.get('If-Match')).toBe('"3"');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('The note is back.')).toBeInTheDocument();
    expect(net.api.to(`POST ${ONE}/restore`)[0]?.query.get('about')).toBe('customer:u9');
  });
});
