import { describe, expect, it } from 'vitest';
import cases from '../test/addressCases.json';
import { settle } from './address/check';
import { knownCountries } from './address/known';
import { deliveredTo } from './address/rules';
import { countries } from './countries';

describe('the rules of addresses', () => {
  it('are those of the services, in every country', () => {
    for (const { typed, changed, errors } of cases) {
      expect({ typed, ...settle(typed) }).toEqual({ typed, address: { ...typed, ...changed }, errors });
    }
    expect(new Set(cases.map(({ typed }) => typed.country))).toEqual(new Set(knownCountries));
  });

  it('offer the countries the shop ships to', () => {
    expect(
      countries()
        .map(({ code }) => code)
        .sort(),
    ).toEqual([...deliveredTo]);
  });
});
