import { describe, expect, it } from 'vitest';
import { PRODUCT } from '../../test/answers';
import {
  addMissing,
  addOption,
  addValue,
  bodyOf,
  draftOf,
  EMPTY,
  missing,
  nameOf,
  ofKind,
  removeOption,
  removeValue,
  removeVariant,
  renameOption,
  renameValue,
  type Draft,
} from './draft';
import { htmlOf, marked, plainOf, textOf } from './markup';

const names = (draft: Draft) => draft.variants.map(nameOf);

/** Sizes S and M, then the colours red and blue. */
function matrix(): Draft {
  let draft = renameOption(addOption(EMPTY), 0, 'Size');
  draft = addValue(addValue(draft, 0, 'S'), 0, 'M');
  draft = renameOption(addOption(draft), 1, 'Colour');
  return addValue(addValue(draft, 1, 'Red'), 1, 'Blue');
}

it('leaves what is scheduled as it is stored, to the millisecond, and takes it from gift cards', () => {
  const scheduled_prices = [
    { price: { amount: 1050, currency: 'EUR' }, since: '2030-02-01T00:00:59.123Z', until: null },
  ];
  const [variant] = PRODUCT.variants;
  const draft = draftOf({ ...PRODUCT, variants: variant ? [{ ...variant, scheduled_prices }] : [] });
  expect(bodyOf(draft, 'EUR').variants).toMatchObject([{ scheduled_prices }]);
  const cards = draft.variants.map((each) => ({ ...each, ...ofKind('gift_card', each) }));
  expect(bodyOf({ ...draft, variants: cards }, 'EUR').variants).toMatchObject([{ scheduled_prices: [] }]);
});

describe('the matrix of variants', () => {
  it('has a variant for each combination of values', () => {
    expect(names(matrix())).toEqual(['S / Red', 'M / Red', 'S / Blue', 'M / Blue']);
    expect(addValue(matrix(), 0, 's')).toEqual(matrix());
  });

  it('lets a combination be left out, and offers it again', () => {
    const less = removeVariant(matrix(), 2);
    expect(missing(less)).toEqual([['S', 'Blue']]);
    expect(names(addMissing(less)).at(-1)).toBe('S / Blue');
  });

  it('follows a value that is renamed or removed, and keeps the last variants', () => {
    expect(names(renameValue(matrix(), 1, 'Red', 'Rust'))).toEqual([
      'S / Rust',
      'M / Rust',
      'S / Blue',
      'M / Blue',
    ]);
    expect(names(removeValue(matrix(), 0, 'S'))).toEqual(['M / Red', 'M / Blue']);
    expect(names(removeOption(matrix(), 1))).toEqual(['S', 'M']);
  });

  it('keeps the SKU of what is stored, and has new variants get theirs', () => {
    const draft = addValue(draftOf(PRODUCT), 0, 'Green');
    expect(bodyOf(draft, 'EUR').variants).toMatchObject([
      { sku: 'MUG/1', options: ['Blue'], price: { amount: 1200, currency: 'EUR' }, barcode: '2000000000017' },
      { sku: '', options: ['Green'], price: { amount: 1200, currency: 'EUR' }, barcode: '' },
    ]);
  });

  it('does not send an option without values', () => {
    const body = bodyOf(renameOption(addOption(EMPTY), 0, 'Size'), 'EUR');
    expect([body.options, body.variants[0]?.options]).toEqual([[], []]);
  });
});

describe('a description', () => {
  it.each([
    ['<p>One<br>two</p>\n<p>Three <em>x</em></p>', 'One\ntwo\n\nThree <em>x</em>'],
    ['<p>Salt &amp; pepper,\n5 &lt; 6&nbsp;g</p>', 'Salt & pepper, 5 &lt; 6\u00a0g'],
    ['Of brass.<h3>Care</h3><ul><li>wipe</li></ul>', 'Of brass.\n\n<h3>Care</h3>\n\n<ul><li>wipe</li></ul>'],
    ['<p dir="rtl">x</p><p></p><p>y</p>', '<p dir="rtl">x</p>\n\ny'],
    ['<p>a &amp;amp; b</p>', 'a &amp;amp; b'],
    ['', ''],
  ])('of a file is written without the tags of paragraphs, and shows the same: %s', (stored, written) => {
    expect(textOf(stored)).toBe(written);
    expect(textOf(htmlOf(written))).toBe(written);
    expect(plainOf(htmlOf(written))).toBe(plainOf(stored));
  });

  it('of plain text gets paragraphs; with blocks of its own it stays', () => {
    expect(htmlOf('One\ntwo\n\nThree <em>x</em>')).toBe('<p>One<br>two</p><p>Three <em>x</em></p>');
    expect(htmlOf('<p>One</p>\n\n<p>two</p>')).toBe('<p>One</p><p>two</p>');
    expect(htmlOf('One\n\n<ul>\n\n<li>x</li></ul>\ntwo')).toBe('<p>One</p><ul>\n\n<li>x</li></ul><p>two</p>');
    expect(htmlOf(' ')).toBe('');
  });

  it('is marked up as it is chosen, and told without its tags', () => {
    expect(marked('ul', 'a\nb')).toBe('<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>');
    expect(marked('strong', 'a')).toBe('<strong>a</strong>');
    expect(plainOf('<p>One</p><p>two &amp; three</p>')).toBe('One two & three');
  });
});
