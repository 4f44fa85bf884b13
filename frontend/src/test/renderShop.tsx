import { render, type RenderResult } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { Pages } from '../app/App';
import { forgetCart } from '../state/cart';
import { session } from '../state/session';

/** The whole shop at `path`, for a guest whose cart is not loaded yet. */
export function renderShop(path: string): RenderResult {
  forgetCart();
  session.set({ status: 'guest', user: null });
  return render(
    <MemoryRouter initialEntries={[path]}>
      <Pages />
    </MemoryRouter>,
  );
}
