import { render, type RenderResult } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { Pages } from '../app/App';
import { forgetCart } from '../state/cart';
import { session } from '../state/session';

/** The whole shop at `path`, for a guest, or whoever `visitor` is, whose cart is not loaded yet. */
export function renderShop(
  path: string,
  visitor: ReturnType<typeof session.get> = { status: 'guest', user: null },
): RenderResult {
  forgetCart();
  session.set(visitor);
  return render(
    <MemoryRouter initialEntries={[path]}>
      <Pages />
    </MemoryRouter>,
  );
}
