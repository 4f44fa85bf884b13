import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { components } from '../../../src/api/schema';
import { fakeNetwork, json, problem, type FakeApi } from '../../../src/test/fakeApi';
import { LETTER, ORDER, PAYMENT, SHIPMENT } from '../../test/answers';
import { expectAccessible, renderOffice } from '../../test/renderOffice';
import { nearness } from './due';
import { filled, MEMBERS } from './filled';

type Answered = components['schemas']['AnsweredDisputeView'];

const net = fakeNetwork();
const ROUTE = '/admin/payments/payment-0001/disputes/d1';
const PATH = '/disputes/payment-0001/d1';
const FINANCE = {
  permissions: ['payments.read', 'payments.dispute', 'payments.refund', 'orders.read', 'shipments.read'],
} as const;
const [DISPUTE] = PAYMENT.disputes;
const ANSWERED = {
  payment_id: 'payment-0001',
  order_id: ORDER.id,
  provider: 'stripe',
  provider_reference: 'pi_1',
  dispute: { ...DISPUTE, due_by: '2099-01-01T00:00:00Z' },
  evidence: null,
  files: [],
  saved_at: null,
  saved_by: '',
  editable: true,
  acceptable: true,
} as Answered;

const DELIVERED = {
  ...SHIPMENT,
  state: 'delivered',
  carrier: 'dhl',
  tracking_code: 'T1',
  events: [
    { at: '2026-11-22T09:00:00Z', state: 'delivered', description: '', location: '' },
    { at: '2026-11-20T09:00:00Z', state: 'picked_up', description: '', location: '' },
  ],
};

function office(api: FakeApi, answered: Answered = ANSWERED): FakeApi {
  return api
    .on(`GET ${ROUTE}`, answered)
    .on(`GET /admin/orders/${ORDER.id}`, ORDER)
    .on(`GET /admin/orders/${ORDER.id}/documents`, { items: [], delivery_note: true, waits_for: null })
    .on('GET /admin/letters', { items: [LETTER], next_cursor: null })
    .on('GET /admin/shipments', { items: [DELIVERED], next_cursor: null })
    .on('GET /pages/returns', {
      title: 'Returns',
      description: '',
      html: '<p>Within 30 days.</p>',
      in_force_since: '',
    });
}

const whoever = () => ({ ...FINANCE, permissions: [...FINANCE.permissions] });

describe('a dispute', () => {
  it('is answered with evidence that is filled in from the order', async () => {
    const api = office(net.api).on(`POST ${ROUTE}`, ANSWERED);
    renderOffice(api, PATH, whoever());
    const explanation = await screen.findByLabelText(/^Explanation/);
    expect(screen.getByLabelText<HTMLInputElement>(/^Customer’s name/).value).toBe(
      ORDER.shipping_address.name,
    );
    expect(screen.getByLabelText<HTMLInputElement>(/^Tracking numbers/).value).toBe('T1');
    expect(screen.getByLabelText<HTMLInputElement>(/^Delivered on/).value).toBe('2026-11-22');
    expect(screen.getByLabelText<HTMLTextAreaElement>(/^Refund policy/).value).toBe(
      'Returns\nWithin 30 days.',
    );
    await expectAccessible();
    const send = screen.getByRole('button', { name: 'Send to the bank' });
    expect(send).toBeDisabled();
    await userEvent.type(explanation, 'She has it.');
    await userEvent.click(send);
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/takes evidence once/)).toBeVisible();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Send to the bank' }));
    await waitFor(() => {
      expect(api.to(`POST ${ROUTE}`)).toHaveLength(1);
    });
    const [sent] = api.to(`POST ${ROUTE}`);
    expect(sent?.body).toMatchObject({
      answer: 'evidence',
      evidence: { explanation: 'She has it.', tracking_numbers: 'T1' },
    });
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
  });

  it('goes with files: one that is sent to the bucket, and what the shop has itself', async () => {
    class Sent extends EventTarget {
      upload = new EventTarget();
      status = 204;
      open = () => undefined;
      send = () => queueMicrotask(() => this.dispatchEvent(new Event('load')));
    }
    vi.stubGlobal('XMLHttpRequest', Sent);
    const kept = {
      file_id: 'f0',
      kind: 'receipt',
      name: 'old.pdf',
      media_type: 'application/pdf',
      size: 2048,
    };
    const draft = { ...ANSWERED, evidence: filled({}), files: [kept], saved_at: ORDER.placed_at } as Answered;
    const api = office(net.api, draft)
      .on(`PATCH ${ROUTE}`, draft)
      .on(`GET ${ROUTE}/files`, { items: [{ file_id: 'f0', url: 'https://evidence.test/f0' }] })
      .on(`POST ${ROUTE}/files`, ({ body }) => {
        const taken = (body as { document?: string }).document !== undefined;
        return json({ file_id: taken ? 'f2' : 'f1', url: taken ? null : '/bucket', fields: {} }, 201);
      });
    renderOffice(api, PATH, whoever());
    expect(await screen.findByRole('link', { name: 'old.pdf' })).toHaveAttribute(
      'href',
      'https://evidence.test/f0',
    );
    const drop = screen.getByLabelText('Drop a file here', { selector: 'input' });
    await userEvent.upload(drop, new File(['%PDF'], 'talk.pdf', { type: 'application/pdf' }));
    expect(await screen.findByText('talk.pdf')).toBeVisible();
    await userEvent.selectOptions(screen.getByLabelText('What talk.pdf shows'), 'Letters with the customer');
    // What is removed while another is fetched stays away.
    fireEvent.click(screen.getByRole('button', { name: 'Attach Delivery note' }));
    fireEvent.click(screen.getByRole('button', { name: 'Remove old.pdf' }));
    expect(await screen.findByLabelText('What Delivery note shows')).toBeVisible();
    await expectAccessible();
    await userEvent.click(screen.getByRole('button', { name: 'Save draft' }));
    await waitFor(() => {
      expect(api.to(`PATCH ${ROUTE}`)).toHaveLength(1);
    });
    expect(api.to(`POST ${ROUTE}/files`).map(({ body }) => body)).toEqual([
      { media_type: 'application/pdf' },
      { document: 'delivery-note' },
    ]);
    expect(api.to(`PATCH ${ROUTE}`)[0]?.body).toMatchObject({
      files: [
        { file_id: 'f1', kind: 'customer_communication', name: 'talk.pdf' },
        { file_id: 'f2', kind: 'shipping_documentation', name: 'Delivery note' },
      ],
    });
  });

  it('keeps what was typed where somebody else saved a draft', async () => {
    const evidence = filled({});
    const draft = { ...ANSWERED, evidence: { ...evidence, explanation: 'First' }, saved_at: ORDER.placed_at };
    const api = office(net.api, draft).on(`PATCH ${ROUTE}`, () => problem(412, 'precondition_failed'));
    renderOffice(api, PATH, whoever());
    await userEvent.type(await screen.findByLabelText(/^Explanation/), ' and more');
    await userEvent.click(screen.getByRole('button', { name: 'Save draft' }));
    expect(await screen.findByText(/Yours is still here/)).toBeVisible();
    expect(screen.getByLabelText<HTMLTextAreaElement>(/^Explanation/).value).toBe('First and more');
  });

  it('is accepted, once what that means was read', async () => {
    const api = office(net.api).on(`POST ${ROUTE}`, ANSWERED);
    renderOffice(api, PATH, whoever());
    await userEvent.click(await screen.findByRole('button', { name: 'Accept the dispute' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/The bank keeps €43.90/)).toBeVisible();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Accept the dispute' }));
    await waitFor(() => {
      expect(api.to(`POST ${ROUTE}`)[0]?.body).toEqual({ answer: 'accept' });
    });
  });

  it('shows what was sent, and nothing to write, once it is answered', async () => {
    const given = {
      kind: 'evidence' as const,
      by: 'user:u1',
      at: ORDER.placed_at,
      sent_at: ORDER.placed_at,
      failure: '',
    };
    renderOffice(
      office(net.api, {
        ...ANSWERED,
        dispute: { ...ANSWERED.dispute, status: 'under_review', answer: given, submissions: 1 },
        evidence: { ...filled({}), explanation: 'She has it.' },
        editable: false,
        acceptable: false,
      }),
      PATH,
      whoever(),
    );
    expect(await screen.findByText('She has it.')).toBeVisible();
    expect(screen.getByText(/The evidence was sent/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Send to the bank' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Accept the dispute' })).toBeNull();
  });
});

describe('where it went', () => {
  it('is the pick-up point of what was collected there', () => {
    const pickup_point = {
      ...{ carrier: 'dhl', id: 'P1', kind: 'shop', name: 'Corner kiosk', line1: 'Am Markt 2' },
      ...{ postal_code: '10117', city: 'Berlin', country: 'DE', hours: '' },
    };
    const [atHome, atPoint] = [ORDER, { ...ORDER, pickup_point }].map(
      (order) => filled({ order }).shipping_address,
    );
    expect(atHome?.startsWith(ORDER.shipping_address.name)).toBe(true);
    expect(atPoint).toBe(
      `To be collected by the customer at:\nCorner kiosk\nAm Markt 2\n10117 Berlin\nDE\n\nAddress of the customer:\n${atHome ?? ''}`,
    );
  });
});

describe('what is to be answered', () => {
  it('is marked when it is due soon, or too late, until it is answered', () => {
    const due = { ...ANSWERED.dispute, due_by: '2026-12-01T00:00:00Z' };
    expect(nearness(due, Date.parse('2026-11-20T00:00:00Z'))).toBe('');
    expect(nearness(due, Date.parse('2026-11-29T00:00:00Z'))).toBe('soon');
    expect(nearness(due, Date.parse('2026-12-01T00:00:00Z'))).toBe('overdue');
    expect(nearness({ ...due, status: 'under_review' }, Date.parse('2026-12-02T00:00:00Z'))).toBe('');
  });

  it('says nothing of what is not known', () => {
    const nothing = filled({});
    expect(MEMBERS.map((member) => nothing[member]).join('')).toBe('');
  });
});

describe('a warning of fraud', () => {
  it('is answered by refunding all that is left', async () => {
    const warned = {
      ...PAYMENT,
      fraud_warnings: [
        { warning_id: 'w1', kind: 'made_with_stolen_card', actionable: true, heard_at: ORDER.placed_at },
      ],
    };
    const api = office(net.api)
      .on('GET /admin/payments/payment-0001', warned)
      .on('POST /admin/payments/payment-0001/refunds', {});
    renderOffice(api, '/payments/payment-0001', whoever());
    await userEvent.click(await screen.findByRole('button', { name: 'Refund €43.90' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Refund €43.90' }));
    await waitFor(() => {
      expect(api.to('POST /admin/payments/payment-0001/refunds')[0]?.body).toEqual({
        reason: 'fraud warning',
        amount: { amount: 4390, currency: 'EUR' },
      });
    });
  });
});
