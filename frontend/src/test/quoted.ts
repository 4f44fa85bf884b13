import { waitFor } from '@testing-library/react';
import { expect } from 'vitest';
import type { FakeApi } from './fakeApi';

/**
 * Until the checkout has asked what it costs at the postal code: it does so a moment after the code was typed, and what
 * is pressed before that is pressed at a price that is about to be asked for again.
 */
export async function quotedAt(api: FakeApi, postal_code: string): Promise<void> {
  await waitFor(() =>
    expect(api.to('POST /checkout/quote').at(-1)?.body).toMatchObject({ shipping_address: { postal_code } }),
  );
}
