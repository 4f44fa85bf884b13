import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeNetwork, json, problem } from '../test/fakeApi';
import type { Turnstile } from '../lib/turnstile';
import { forgotPassword } from './credentials';
import { mailNewLink, placeOrder } from './orders';
import { askToBeForgotten } from './privacy';

const net = fakeNetwork();
const ORIGIN = 'https://challenge.test';
const FORGOT = 'POST /auth/forgot';
const asked = () =>
  problem(403, 'challenge_required', { provider: 'turnstile', origin: ORIGIN, site_key: 'the-key' });
const done = () => json(null, 202);
const answers = (route: string) => net.api.to(route).map((call) => call.headers.get('X-Challenge'));

/** Shows challenges that are solved, or fail, as soon as the test says. */
class Widgets implements Turnstile {
  readonly shown: Parameters<Turnstile['render']>[1][] = [];
  readonly removed: string[] = [];
  private readonly waiting: (() => void)[] = [];

  readonly render: Turnstile['render'] = (_, options) => {
    this.shown.push(options);
    this.waiting.splice(0).forEach((tell) => tell());
    return `widget-${this.shown.length}`;
  };
  readonly remove = (widget: string) => {
    this.removed.push(widget);
  };

  /** The next challenge that is shown. */
  async next(number: number) {
    for (;;) {
      const shown = this.shown[number - 1];
      if (shown) return shown;
      await new Promise<void>((tell) => this.waiting.push(tell));
    }
  }
}

describe('a request that only people may make', () => {
  let widgets: Widgets;
  beforeEach(() => {
    widgets = new Widgets();
    window.turnstile = widgets;
  });
  afterEach(() => {
    delete window.turnstile;
  });

  it('loads nothing as long as the shop does not ask', async () => {
    net.api.on(FORGOT, done);
    await forgotPassword('ada@example.com');
    expect(answers(FORGOT)).toEqual([null]);
    expect(widgets.shown).toEqual([]);
  });

  it('goes once more with the answer', async () => {
    net.api.onEach(FORGOT, asked, done);
    const sent = forgotPassword('ada@example.com');
    const challenge = await widgets.next(1);
    expect(challenge.sitekey).toBe('the-key');
    expect(screen.getByRole('dialog', { name: 'One moment, please' })).toBeInTheDocument();
    challenge.callback('a-token');
    await sent;
    expect(answers(FORGOT)).toEqual([null, 'a-token']);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(widgets.removed).toEqual(['widget-1']);
  });

  it('is asked again when the answer does not hold, and not for ever', async () => {
    net.api.on(FORGOT, asked);
    const sent = forgotPassword('ada@example.com');
    const refused = expect(sent).rejects.toMatchObject({ code: 'challenge_required' });
    (await widgets.next(1)).callback('too-old');
    (await widgets.next(2)).callback('too-old-again');
    await refused;
    expect(answers(FORGOT)).toEqual([null, 'too-old', 'too-old-again']);
  });

  it('is the problem when the challenge is closed', async () => {
    net.api.on(FORGOT, asked);
    const sent = forgotPassword('ada@example.com');
    const refused = expect(sent).rejects.toMatchObject({ code: 'challenge_required' });
    await widgets.next(1);
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await refused;
    expect(answers(FORGOT)).toEqual([null]);
  });

  it('says that no challenge could be shown, and leaves it to the shop whether that is so', async () => {
    net.api.onEach(FORGOT, asked, done);
    const sent = forgotPassword('ada@example.com');
    (await widgets.next(1))['error-callback']();
    await sent;
    expect(answers(FORGOT)).toEqual([null, '-']);
  });

  it('loads the script from where the shop says, and does without when it does not come', async () => {
    delete window.turnstile;
    net.api.onEach(FORGOT, asked, done);
    const sent = forgotPassword('ada@example.com');
    const dialog = await screen.findByRole('dialog');
    const script = document.head.querySelector<HTMLScriptElement>(`script[src^="${ORIGIN}/"]`);
    expect(script?.src).toBe(`${ORIGIN}/turnstile/v0/api.js?render=explicit`);
    script?.dispatchEvent(new Event('error'));
    await sent;
    expect(dialog).not.toBeInTheDocument();
    expect(answers(FORGOT)).toEqual([null, '-']);
  });

  it.each([
    ['POST /privacy/requests', () => askToBeForgotten('ada@example.com')],
    ['POST /orders/o1/access-link', () => mailNewLink('o1', 'ada@example.com')],
    ['POST /checkout', () => placeOrder(false, {} as never, { key: 'k1', correlation: 'c1' })],
  ] as const)('is %s too', async (route, send) => {
    net.api.onEach(route, asked, done);
    const sent = send();
    (await widgets.next(1)).callback('a-token');
    await sent;
    expect(answers(route)).toEqual([null, 'a-token']);
    const [first, again] = net.api.to(route);
    expect(again?.body).toEqual(first?.body);
    expect(again?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
  });
});
