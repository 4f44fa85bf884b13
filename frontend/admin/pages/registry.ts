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

const shipments = lazy(() => import('./shipping/Shipments'));
const webhooks = lazy(() => import('./ops/Webhooks'));

/** Every page: where it is, who may open it, and how the navigation and the palette call it. */
export const PAGES: OfficePage[] = [
  {
    path: '/',
    needs: 'reports.read',
    page: lazy(() => import('./home/Home')),
    nav: { group: 'sell', label: 'home.title', icon: 'home', exact: true },
  },
  {
    path: '/orders',
    needs: 'orders.read',
    page: lazy(() => import('./orders/Orders')),
    nav: { group: 'sell', label: 'orders.title', icon: 'orders' },
  },
  { path: '/orders/suspicious', needs: 'orders.read', page: lazy(() => import('./orders/ToReview')) },
  { path: '/orders/:orderId', needs: 'orders.read', page: lazy(() => import('./orders/Order')) },
  { path: '/payments/:paymentId', needs: 'payments.read', page: lazy(() => import('./payments/Payment')) },
  {
    path: '/disputes',
    needs: 'payments.read',
    page: lazy(() => import('./payments/Disputes')),
    nav: { group: 'sell', label: 'disputes.title', icon: 'flag' },
  },
  {
    path: '/shipments',
    needs: 'shipments.read',
    page: shipments,
    nav: { group: 'sell', label: 'shipments.title', icon: 'truck' },
  },
  { path: '/shipments/:queue', needs: 'shipments.read', page: shipments },
  {
    path: '/products',
    needs: 'products.read',
    page: lazy(() => import('./products/Products')),
    nav: { group: 'catalogue', label: 'products.title', icon: 'box', exact: true },
  },
  { path: '/products/:productId', needs: 'products.read', page: lazy(() => import('./products/Product')) },
  {
    path: '/stock',
    needs: 'stock.read',
    page: lazy(() => import('./stock/FindStock')),
    nav: { group: 'catalogue', label: 'stock.title', icon: 'layers' },
  },
  {
    path: '/reorder',
    needs: 'stock.read',
    page: lazy(() => import('./home/Reorder')),
    nav: { group: 'catalogue', label: 'home.reorder', icon: 'warning' },
  },
  { path: '/stock/:sku', needs: 'stock.read', page: lazy(() => import('./stock/Stock')) },
  {
    path: '/products/imports',
    needs: 'products.import',
    page: lazy(() => import('./products/Imports')),
    nav: { group: 'catalogue', label: 'imports.title', icon: 'upload' },
  },
  {
    path: '/products/imports/:importId',
    needs: 'products.import',
    page: lazy(() => import('./products/Import')),
  },
  {
    path: '/products/exports',
    needs: 'products.export',
    page: lazy(() => import('./products/Exports')),
    nav: { group: 'catalogue', label: 'exports.title', icon: 'download' },
  },
  {
    path: '/customers',
    needs: 'customers.read',
    page: lazy(() => import('./customers/Customers')),
    nav: { group: 'people', label: 'customers.title', icon: 'person' },
  },
  {
    path: '/customers/:customerId',
    needs: 'customers.read',
    page: lazy(() => import('./customers/Customer')),
  },
  {
    path: '/staff',
    needs: 'staff.manage',
    page: lazy(() => import('./people/Staff')),
    nav: { group: 'people', label: 'staff.title', icon: 'people' },
  },
  {
    path: '/audit',
    needs: 'audit.read',
    page: lazy(() => import('./people/Audit')),
    nav: { group: 'people', label: 'audit.title', icon: 'list' },
  },
  {
    path: '/errors',
    needs: 'logs.read',
    page: lazy(() => import('./ops/Errors')),
    nav: { group: 'ops', label: 'errors.title', icon: 'warning' },
  },
  { path: '/errors/:fingerprint', needs: 'logs.read', page: lazy(() => import('./ops/ErrorGroup')) },
  {
    path: '/logs',
    needs: 'logs.read',
    page: lazy(() => import('./ops/Logs')),
    nav: { group: 'ops', label: 'logs.title', icon: 'pulse' },
  },
  { path: '/traces/:correlationId', needs: 'logs.read', page: lazy(() => import('./ops/Trace')) },
  {
    path: '/webhooks',
    needs: 'webhooks.read',
    page: webhooks,
    nav: { group: 'ops', label: 'webhooks.title', icon: 'webhook' },
  },
  { path: '/webhooks/carriers', needs: 'webhooks.read', page: webhooks },
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

const isId = (text: string): boolean => /^[\w-]{8,}$/.test(text);

/** What the palette opens with what was typed. */
export const JUMPS: Jump[] = [
  { needs: 'orders.read', label: 'jump.order', icon: 'orders', fits: isId, to: (text) => `/orders/${text}` },
  {
    needs: 'stock.read',
    label: 'jump.stock',
    icon: 'layers',
    fits: (text) => text.length >= 2,
    to: (text) => `/stock/${encodeURIComponent(text)}`,
  },
  { needs: 'logs.read', label: 'jump.trace', icon: 'pulse', fits: isId, to: (text) => `/traces/${text}` },
  {
    needs: 'audit.read',
    label: 'jump.audit',
    icon: 'list',
    fits: isId,
    to: (text) => `/audit?person=${encodeURIComponent(text)}`,
  },
];
