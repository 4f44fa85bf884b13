import { describe, expect, it } from 'vitest';
import { product } from '../test/data';
import { chosen, firstChoice, pick, valueState } from './variants';

const lantern = product();
const buyable = (variant: { available: number }) => variant.available > 0;

describe('choosing a variant', () => {
  it('starts with the linked variant, else with the first that can be bought', () => {
    expect(firstChoice(lantern, 'L-LB', buyable)).toEqual({ Size: 'Large', Colour: 'Brass' });
    const soldOutFirst = product({
      variants: [...lantern.variants].reverse().map((v, i) => (i ? v : { ...v, available: 0 })),
    });
    expect(firstChoice(soldOutFirst, null, buyable)).toEqual({ Size: 'Small', Colour: 'Brass' });
  });

  it('tells sold out from not made', () => {
    const choice = { Size: 'Small', Colour: 'Brass' };
    expect(valueState(lantern, choice, 'Colour', 'Copper', buyable)).toBe('sold-out');
    expect(valueState(lantern, { Size: 'Large', Colour: 'Brass' }, 'Colour', 'Copper', buyable)).toBe(
      'not-made',
    );
    expect(valueState(lantern, choice, 'Size', 'Large', buyable)).toBe('buyable');
  });

  it('moves the other options to a combination that is made', () => {
    const next = pick(lantern, { Size: 'Large', Colour: 'Brass' }, 'Colour', 'Copper');
    expect(chosen(lantern, next)?.sku).toBe('L-SC');
  });
});
