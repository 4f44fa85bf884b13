import { describe, expect, it } from 'vitest';
import { exponent, formatMoney, formatRound, isLess, parseAmount, plainAmount } from './money';

describe('money', () => {
  it.each([
    [1999, 'EUR', '€19.99'],
    [500, 'JPY', '¥500'],
    [1500, 'KWD', 'KWD 1.500'],
    [5, 'USD', '$0.05'],
    [749000, 'HUF', 'HUF 7,490'],
    [749050, 'HUF', 'HUF 7,490.50'],
    [26180, 'IQD', 'IQD 26.180'],
    [26000, 'IQD', 'IQD 26'],
  ])('shows %i minor units of %s as %s', (amount, currency, shown) => {
    expect(formatMoney({ amount, currency }).replace(/\s/g, ' ')).toBe(shown);
  });

  it('knows zero- and three-decimal currencies, and those of which browsers leave the decimals out', () => {
    expect(['JPY', 'EUR', 'KWD', 'HUF', 'IQD'].map(exponent)).toEqual([0, 2, 3, 2, 3]);
  });

  it.each([
    ['12', 'EUR', 1200],
    ['12.5', 'EUR', 1250],
    ['12,50', 'EUR', 1250],
    ['0.29', 'EUR', 29],
    ['12', 'JPY', 12],
    ['1.5', 'KWD', 1500],
    ['twelve', 'EUR', null],
    ['-3', 'EUR', null],
    ['', 'EUR', null],
  ])('reads %o in %s as %o', (text, currency, amount) => {
    expect(parseAmount(text, currency)).toBe(amount);
  });

  it('writes an amount back as it would be typed', () => {
    expect([plainAmount(1990, 'EUR'), plainAmount(2000, 'EUR'), plainAmount(500, 'JPY')]).toEqual([
      '19.90',
      '20',
      '500',
    ]);
  });

  it('leaves zero decimals out of round limits', () => {
    expect(formatRound({ amount: 2000, currency: 'EUR' })).toBe('€20');
    expect(formatRound({ amount: 2050, currency: 'EUR' })).toBe('€20.50');
  });

  it('compares amounts of one currency only', () => {
    expect(isLess({ amount: 1, currency: 'EUR' }, { amount: 2, currency: 'EUR' })).toBe(true);
    expect(isLess({ amount: 1, currency: 'EUR' }, { amount: 2, currency: 'USD' })).toBe(false);
  });
});
