import './setup';
import { render, type RenderResult } from '@testing-library/react';
import axe from 'axe-core';
import { MemoryRouter } from 'react-router';
import { expect } from 'vitest';
import type { FakeApi } from '../../src/test/fakeApi';
import { session } from '../../src/state/session';
import { Office } from '../App';
import { newQueries } from '../api/queries';
import type { Permission, Role } from '../frame/me';

const AT = '2026-11-23T10:00:00Z';
export const USER = { id: 'u1', email: 'fin@souk.example', name: 'Fin', groups: ['admin'], closes_at: null };

interface Who {
  permissions: Permission[];
  roles?: Role[];
  secondFactor?: boolean;
}

/** Somebody with these permissions is at `path` of the back office. */
export function renderOffice(api: FakeApi, path: string, who: Who): RenderResult {
  api
    .on('GET /me', {
      ...USER,
      locale: 'en',
      created_at: AT,
      roles: ['shopper', ...(who.roles ?? ['admin'])],
      permissions: who.permissions,
    })
    .on('GET /me/second-factors', { totp: false, passkeys: [] })
    .on('GET /me/sessions', {
      items: [
        {
          id: 's1',
          device: 'here',
          current: true,
          started_at: AT,
          used_at: AT,
          second_factor: who.secondFactor ?? true,
        },
      ],
    });
  session.set({ status: 'signed-in', user: USER });
  return show(path);
}

export function renderGuest(path = '/'): RenderResult {
  session.set({ status: 'guest', user: null });
  return show(path);
}

function show(path: string): RenderResult {
  return render(
    <MemoryRouter initialEntries={[path]}>
      <Office queries={newQueries(0)} />
    </MemoryRouter>,
  );
}

/** What axe finds wrong in the whole document (WCAG 2.2 A and AA); colours are computed by src/styles/tokens.test.ts,
 * and sizes there are none in jsdom: tests/e2e looks at them. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual(
    [],
  );
}
