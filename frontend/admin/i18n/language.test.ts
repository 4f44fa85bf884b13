import { afterEach, describe, expect, it } from 'vitest';
import { formatDate, speak } from './language';

afterEach(() => speak('en'));

describe('a day of the calendar', () => {
  it('is written in the language of the back office, and is the same day everywhere', async () => {
    await speak('de');
    expect(formatDate('2026-12-24')).toBe('24.12.2026');
  });
});
