import { describe, expect, it } from 'vitest';
import { safeHtml } from './safeHtml';

describe('safeHtml', () => {
  it('keeps text markup', () => {
    expect(safeHtml('<p>Hand <strong>made</strong></p><ul><li>brass</li></ul>')).toBe(
      '<p>Hand <strong>made</strong></p><ul><li>brass</li></ul>',
    );
  });

  it.each([
    '<script>alert(1)</script>',
    '<iframe src="https://evil.example"></iframe>',
    '<svg><script>alert(1)</script></svg>',
    '<style>*{display:none}</style>',
  ])('drops %s whole', (html) => {
    expect(safeHtml(`<p>a</p>${html}`)).toBe('<p>a</p>');
  });

  it('removes handlers and unwraps what it does not know', () => {
    expect(safeHtml('<div onclick="x()"><p onmouseover="x()">a</p><img src=x onerror=alert(1)></div>')).toBe(
      '<p>a</p>',
    );
  });

  it('keeps web links only', () => {
    expect(safeHtml('<a href="https://example.com">a</a>')).toContain('href="https://example.com"');
    expect(safeHtml('<a href="javascript:alert(1)">a</a>')).toBe('<a>a</a>');
    expect(safeHtml('<a href="//evil.example">a</a>')).toBe('<a>a</a>');
  });
});
