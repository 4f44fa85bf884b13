import { describe, expect, it } from 'vitest';
import { Problem } from '../api/problem';
import { NO_ADDRESS, addressErrors, fieldErrors, isEmail, toAddress } from './address';

describe('addresses', () => {
  it('asks for what a parcel needs in the country', () => {
    expect(addressErrors(NO_ADDRESS).country).toBe('Choose the country.');
    expect(Object.keys(addressErrors({ ...NO_ADDRESS, country: 'DE' })).sort()).toEqual([
      'city',
      'line1',
      'name',
      'postal_code',
    ]);
    expect(addressErrors({ ...NO_ADDRESS, country: 'IE' }).postal_code).toBeUndefined();
    expect(addressErrors({ ...NO_ADDRESS, country: 'US' }).region).toBe('Choose the state.');
  });

  it('sends no empty lines and no spaces around', () => {
    expect(toAddress({ ...NO_ADDRESS, name: ' Amira ', country: 'DE' })).toEqual({
      name: 'Amira',
      country: 'DE',
    });
  });

  it('takes the server’s complaints to their fields', () => {
    const errors = [{ field: 'shipping_address.postal_code', message: 'too long' }];
    expect(fieldErrors(new Problem(400, 'invalid_input', 'x', 'r', { errors }))).toEqual({
      postal_code: 'too long',
    });
    expect(fieldErrors(new Error('other'))).toEqual({});
  });

  it.each([
    ['amira@example.com', true],
    ['amira@example', false],
    ['amira example.com', false],
    ['a..b@example..com', false],
    ['x<y>@example.com', false],
    ['a,b@example.com', false],
    ['jürgen@example.com', false],
    ['a+b@bücher.example', true],
  ])('judges %s as an e-mail: %s', (text, good) => {
    expect(isEmail(text)).toBe(good);
  });
});
