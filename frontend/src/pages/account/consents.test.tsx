import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Consent, Consents, Decision } from '../../api/types';
import { forget } from '../../lib/useLoad';
import { cartWith } from '../../test/data';
import { fakeNetwork, problem } from '../../test/fakeApi';
import { renderShop } from '../../test/renderShop';

const net = fakeNetwork();
const WORDS = 'Send me offers';
const AGREED: Decision = {
  ...{ given: true, version: '1', text: 'Send me anything' },
  ...{ at: '2026-11-01T10:00:00Z', source: 'sign_up' },
};

function marketing(changes: Partial<Consent> = {}): Consent {
  return {
    ...{ kind: 'marketing', version: '2', text: WORDS, given: false, outdated: false },
    ...{ since: null, decisions: [] },
    ...changes,
  };
}

const answer = (consent: Consent): Consents => ({ activity: false, version: '', at: null, items: [consent] });

function visit(consent: Consent) {
  net.api
    .on('GET /categories', { items: [] })
    .on('GET /me/cart', cartWith())
    .on('GET /me/consents', answer(consent));
  renderShop('/account/consents', {
    status: 'signed-in',
    user: { id: 'u1', email: 'a@b.c', name: 'A', groups: [], closes_at: null },
  });
}

const theSwitch = () => screen.findByRole('switch', { name: WORDS });

describe('the consents of a shopper', () => {
  beforeEach(() => forget());

  it('are off until they decide, and tell the shop which words were shown', async () => {
    visit(marketing());
    const decided = answer(marketing({ given: true, since: '2026-11-29T10:00:00Z' }));
    net.api.on('PUT /me/consents/marketing', decided);
    expect(await theSwitch()).not.toBeChecked();
    expect(screen.getByText(/You have not decided yet/)).toBeInTheDocument();
    expect(screen.queryByText('What you decided before')).not.toBeInTheDocument();
    await userEvent.click(await theSwitch());
    await waitFor(async () => expect(await theSwitch()).toBeChecked());
    expect(net.api.to('PUT /me/consents/marketing')[0]?.body).toEqual({ given: true, version: '2' });
    expect(screen.getByText(/^On since/)).toBeInTheDocument();
  });

  it('are withdrawn as they were given', async () => {
    visit(marketing({ given: true, since: AGREED.at, decisions: [AGREED] }));
    net.api.on('PUT /me/consents/marketing', answer(marketing({ since: AGREED.at })));
    await userEvent.click(await theSwitch());
    await waitFor(async () => expect(await theSwitch()).not.toBeChecked());
    expect(net.api.to('PUT /me/consents/marketing')[0]?.body).toEqual({ given: false, version: '2' });
    expect(screen.getByText(/^Off since/)).toBeInTheDocument();
  });

  it('are asked for again when the words are others, and what was decided is folded away', async () => {
    visit(marketing({ outdated: true, since: AGREED.at, decisions: [AGREED] }));
    expect(await screen.findByText('We ask you again')).toBeInTheDocument();
    const history = screen.getByRole('group');
    expect(history).not.toHaveAttribute('open');
    await userEvent.click(within(history).getByText('What you decided before'));
    expect(history).toHaveAttribute('open');
    expect(within(history).getByText(/Agreed, when you signed up/)).toHaveTextContent(
      '“Send me anything” (version 1)',
    );
  });

  it('stay as they were when the shop does not take the decision', async () => {
    visit(marketing());
    net.api.on('PUT /me/consents/marketing', () => problem(503, 'unavailable'));
    await userEvent.click(await theSwitch());
    expect(await screen.findByText('That did not work')).toBeInTheDocument();
    expect(await theSwitch()).not.toBeChecked();
  });
});
