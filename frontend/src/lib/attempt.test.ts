import { describe, expect, it } from 'vitest';
import {
  attemptFor,
  closeAttempt,
  keepUnpaid,
  openAttempt,
  orderPath,
  settleUnpaid,
  unpaidOrder,
} from './attempt';
import type { OrderWish } from '../api/orders';

const wish = (amount: number): OrderWish => ({
  email: 'amira@example.com',
  shipping_address: { name: 'A', line1: 'S 1', city: 'B', postal_code: '1', country: 'DE' },
  shipping_method: 'standard',
  payment_method: 'stripe',
  cart_version: 1,
  lines: [{ sku: 'L-SB', quantity: 1, unit_price: { amount, currency: 'EUR' } }],
  expected_total: { amount, currency: 'EUR' },
});

describe('a checkout attempt', () => {
  it('keeps its key for the same order, also after a reload', () => {
    const first = attemptFor(wish(100), false);
    expect(attemptFor(wish(100), false)).toEqual(first);
    expect(openAttempt()?.key).toBe(first.key);
  });

  it('is another one for another order or another owner', () => {
    const first = attemptFor(wish(100), false);
    const second = attemptFor(wish(101), false);
    expect(second.key).not.toBe(first.key);
    expect(attemptFor(wish(101), true).key).not.toBe(second.key);
  });

  it('keeps the codes of gift cards out of the tab’s storage', () => {
    const body = { ...wish(100), gift_cards: ['7Q2M-9XK4-TD0A-VB3C'], store_credit: false };
    const first = attemptFor(body, false);
    expect(JSON.stringify(sessionStorage)).not.toContain('7Q2M');
    expect(openAttempt()).toEqual(first);
    expect(attemptFor(body, false).key).toBe(first.key);
    expect(attemptFor({ ...body, gift_cards: ['1111-9XK4-TD0A-VB3C'] }, false).key).not.toBe(first.key);
  });

  it('is no more to go on with once a reload has lost its codes', () => {
    attemptFor({ ...wish(100), gift_cards: ['7Q2M-9XK4-TD0A-VB3C'] }, false);
    const kept = Object.entries(sessionStorage);
    closeAttempt();
    for (const [name, value] of kept) sessionStorage.setItem(name, String(value));
    expect(openAttempt()).toBeNull();
  });

  it('is forgotten once the shop answered', () => {
    const first = attemptFor(wish(100), false);
    closeAttempt();
    expect(openAttempt()).toBeNull();
    expect(attemptFor(wish(100), false).key).not.toBe(first.key);
  });
});

describe('an unpaid order', () => {
  it('is remembered until that very order is settled', () => {
    keepUnpaid({ orderId: 'o1', key: 'k', number: 'SK-1' });
    settleUnpaid('o2');
    expect(unpaidOrder()?.orderId).toBe('o1');
    settleUnpaid('o1');
    expect(unpaidOrder()).toBeNull();
  });

  it('has its key in its address', () => {
    expect(orderPath('o1', 'a b', true)).toBe('/orders/o1/pay#key=a%20b');
    expect(orderPath('o1', null)).toBe('/orders/o1');
  });
});
