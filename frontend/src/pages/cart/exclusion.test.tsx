import { render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { expect, test } from 'vitest';
import { line } from '../../test/data';
import { CartLine } from '../cart/CartLine';

test('a line that one cannot withdraw from says why, and others say nothing', () => {
  const { rerender } = render(<CartLine line={line({ withdrawal_exclusion: 'perishable' })} />, {
    wrapper: MemoryRouter,
  });
  expect(screen.getByText('Spoils soon: by law you cannot withdraw from buying it.')).toBeInTheDocument();
  rerender(<CartLine line={line()} />);
  expect(screen.queryByText(/withdraw/)).toBeNull();
});
