import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { Permission } from '../frame/me';
import type { Key } from '../i18n/language';
import type { IconName } from '../ui/Icon';

/** The parts of the navigation, in their order. */
export const GROUPS = ['sell', 'catalogue', 'people', 'ops'] as const;

export interface OfficePage {
  /** Below /admin; the page itself is a chunk of its own. */
  path: string;
  /** What the API asks for where the page reads. */
  needs: Permission;
  page: LazyExoticComponent<ComponentType>;
  nav?: {
    group: (typeof GROUPS)[number];
    label: Key;
    icon: IconName;
    /** Other pages lie below its path that are not its own. */
    exact?: boolean;
  };
}

/** Every page: where it is, who may open it, and how the navigation and the palette call it. */
export const PAGES: OfficePage[] = [
  {
    path: '/products',
    needs: 'products.read',
    page: lazy(() => import('./products/Products')),
    nav: { group: 'catalogue', label: 'products.title', icon: 'box', exact: true },
  },
];

/** Where somebody may begin, best first. */
export const FIRST: OfficePage[] = PAGES.filter(({ nav }) => nav);

export interface Jump {
  needs: Permission;
  label: Key;
  icon: IconName;
  /** Whether what was typed can be such a thing. */
  fits: (text: string) => boolean;
  to: (text: string) => string;
}

/** What the palette opens with what was typed. */
export const JUMPS: Jump[] = [];
