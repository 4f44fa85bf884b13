import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { Permission } from '../frame/me';
import type { Key } from '../i18n/language';
import type { IconName } from '../ui/Icon';
import type AREAS from './areas.json';
import { withWords } from './withWords';

/** A page with the messages that its folder's pages use (areas.json). */
const page = (folder: keyof typeof AREAS, load: () => Promise<{ default: ComponentType }>) =>
  lazy(withWords(folder, load));

/** The parts of the navigation, in their order. */
export const GROUPS = ['sell', 'catalogue', 'shop', 'people', 'ops'] as const;

export interface OfficePage {
  /** Below /admin; the page itself is a chunk of its own. */
  path: string;
  /** What the API asks for where the page reads. */
  needs: Permission;
  /** Any of these opens it, too: it shows what each of them reads. */
  or?: Permission[];
  page: LazyExoticComponent<ComponentType>;
  nav?: {
    group: (typeof GROUPS)[number];
    label: Key;
    icon: IconName;
    /** Other pages lie below its path that are not its own. */
    exact?: boolean;
  };
}

const shipments = page('shipping', () => import('./shipping/Shipments'));
const fulfilment = page('fulfilment', () => import('./fulfilment/Queues'));
const batches = page('fulfilment', () => import('./fulfilment/Batches'));
const batch = page('fulfilment', () => import('./fulfilment/Batch'));
const returns = page('returns', () => import('./returns/Returns'));
const webhooks = page('ops', () => import('./ops/Webhooks'));

/** Every page: where it is, who may open it, and how the navigation and the palette call it. */
export const PAGES: OfficePage[] = [
  {
    path: '/',
    needs: 'reports.read',
    page: page('home', () => import('./home/Home')),
    nav: { group: 'sell', label: 'home.title', icon: 'home', exact: true },
  },
  {
    path: '/orders',
    needs: 'orders.read',
    page: page('orders', () => import('./orders/Orders')),
    nav: { group: 'sell', label: 'orders.title', icon: 'orders' },
  },
  {
    path: '/orders/suspicious',
    needs: 'orders.read',
    page: page('orders', () => import('./orders/ToReview')),
  },
  { path: '/orders/:orderId', needs: 'orders.read', page: page('orders', () => import('./orders/Order')) },
  {
    path: '/drafts',
    needs: 'orders.read',
    page: page('drafts', () => import('./drafts/Drafts')),
    nav: { group: 'sell', label: 'drafts.title', icon: 'file' },
  },
  { path: '/drafts/:draftId', needs: 'orders.read', page: page('drafts', () => import('./drafts/Draft')) },
  {
    path: '/withdrawals',
    needs: 'orders.read',
    page: page('withdrawals', () => import('./withdrawals/Withdrawals')),
    nav: { group: 'sell', label: 'withdrawals.title', icon: 'mail' },
  },
  {
    path: '/withdrawals/:orderId',
    needs: 'orders.read',
    page: page('withdrawals', () => import('./withdrawals/Withdrawal')),
  },
  { path: '/drafts/new', needs: 'orders.write', page: page('drafts', () => import('./drafts/NewDraft')) },
  {
    path: '/payments/:paymentId',
    needs: 'payments.read',
    page: page('payments', () => import('./payments/Payment')),
  },
  {
    path: '/disputes',
    needs: 'payments.read',
    page: page('disputes', () => import('./disputes/Disputes')),
    nav: { group: 'sell', label: 'disputes.title', icon: 'flag' },
  },
  {
    path: '/disputes/:paymentId/:disputeId',
    needs: 'payments.read',
    page: page('disputes', () => import('./disputes/Dispute')),
  },
  {
    path: '/transfers',
    needs: 'orders.read',
    page: page('transfers', () => import('./transfers/Waiting')),
    nav: { group: 'sell', label: 'transfers.title', icon: 'payments' },
  },
  {
    path: '/transfers/give-back',
    needs: 'payments.read',
    page: page('transfers', () => import('./transfers/GiveBack')),
  },
  {
    path: '/transfers/statement',
    needs: 'payments.mark_received',
    page: page('transfers', () => import('./transfers/Statement')),
  },
  {
    path: '/prices/gift-cards',
    needs: 'payments.read',
    page: page('giftcards', () => import('./giftcards/GiftCards')),
    nav: { group: 'sell', label: 'giftCards.title', icon: 'star' },
  },
  {
    path: '/prices/gift-cards/liability',
    needs: 'payments.read',
    page: page('giftcards', () => import('./giftcards/Liability')),
  },
  {
    path: '/prices/gift-cards/:cardId',
    needs: 'payments.read',
    page: page('giftcards', () => import('./giftcards/GiftCard')),
  },
  {
    path: '/shipments',
    needs: 'shipments.read',
    page: shipments,
    nav: { group: 'sell', label: 'shipments.title', icon: 'truck' },
  },
  { path: '/shipments/:queue', needs: 'shipments.read', page: shipments },
  {
    path: '/returns',
    needs: 'shipments.read',
    page: returns,
    nav: { group: 'sell', label: 'returns.title', icon: 'box' },
  },
  { path: '/returns/:state', needs: 'shipments.read', page: returns },
  {
    path: '/returns/of/:returnId',
    needs: 'shipments.read',
    page: page('returns', () => import('./returns/Return')),
  },
  {
    path: '/fulfilment',
    needs: 'shipments.read',
    page: fulfilment,
    nav: { group: 'sell', label: 'fulfilment.title', icon: 'scan' },
  },
  { path: '/fulfilment/:queue', needs: 'shipments.read', page: fulfilment },
  { path: '/batches', needs: 'shipments.read', page: batches },
  { path: '/batches/closed', needs: 'shipments.read', page: batches },
  { path: '/batches/:batchId', needs: 'shipments.read', page: batch },
  { path: '/batches/:batchId/:step', needs: 'shipments.read', page: batch },
  {
    path: '/parcels/:shipmentId',
    needs: 'shipments.read',
    page: page('fulfilment', () => import('./fulfilment/Parcel')),
  },
  {
    path: '/products',
    needs: 'products.read',
    page: page('products', () => import('./products/Products')),
    nav: { group: 'catalogue', label: 'products.title', icon: 'box', exact: true },
  },
  {
    path: '/products/:productId',
    needs: 'products.read',
    page: page('products', () => import('./products/Product')),
  },
  {
    path: '/products/new',
    needs: 'products.write',
    page: page('products', () => import('./products/NewProduct')),
  },
  {
    path: '/products/:productId/preview',
    needs: 'products.read',
    page: page('products', () => import('./products/Preview')),
  },
  {
    path: '/products/bulk-edits',
    needs: 'products.write',
    page: page('products', () => import('./products/BulkEdits')),
    nav: { group: 'catalogue', label: 'bulk.all', icon: 'list' },
  },
  {
    path: '/products/bulk-edits/:bulkId',
    needs: 'products.write',
    page: page('products', () => import('./products/BulkEdit')),
  },
  {
    path: '/stock',
    needs: 'stock.read',
    page: page('stock', () => import('./stock/FindStock')),
    nav: { group: 'catalogue', label: 'stock.title', icon: 'layers' },
  },
  { path: '/stock/receipts', needs: 'stock.read', page: page('stock', () => import('./stock/Receipt')) },
  { path: '/stock/counts', needs: 'stock.read', page: page('stock', () => import('./stock/Counts')) },
  { path: '/stock/counts/:countId', needs: 'stock.read', page: page('stock', () => import('./stock/Count')) },
  {
    path: '/stock/reorder',
    needs: 'stock.read',
    page: page('stock', () => import('./stock/Reorder')),
    nav: { group: 'catalogue', label: 'home.reorder', icon: 'warning' },
  },
  { path: '/stock/waiting', needs: 'stock.read', page: page('stock', () => import('./stock/Waiting')) },
  {
    path: '/locations',
    needs: 'stock.read',
    page: page('locations', () => import('./locations/Locations')),
    nav: { group: 'catalogue', label: 'locations.title', icon: 'home' },
  },
  { path: '/stock/:sku', needs: 'stock.read', page: page('stock', () => import('./stock/Stock')) },
  {
    path: '/products/imports',
    needs: 'products.import',
    page: page('jobs', () => import('./jobs/Imports')),
    nav: { group: 'catalogue', label: 'imports.title', icon: 'upload' },
  },
  {
    path: '/products/imports/:importId',
    needs: 'products.import',
    page: page('jobs', () => import('./jobs/Import')),
  },
  {
    path: '/products/exports',
    needs: 'products.export',
    page: page('jobs', () => import('./jobs/Exports')),
    nav: { group: 'catalogue', label: 'exports.title', icon: 'download' },
  },
  {
    path: '/jobs',
    needs: 'products.import',
    or: ['products.export', 'products.write', 'orders.export'],
    page: page('jobs', () => import('./jobs/Jobs')),
    nav: { group: 'ops', label: 'jobs.title', icon: 'list' },
  },
  {
    path: '/first-day',
    needs: 'content.read',
    page: page('content', () => import('./content/FirstDay')),
    nav: { group: 'shop', label: 'firstDay.title', icon: 'star' },
  },
  {
    path: '/settings',
    needs: 'content.read',
    page: page('content', () => import('./content/Settings')),
    nav: { group: 'shop', label: 'settings.title', icon: 'sliders' },
  },
  {
    path: '/prices/delivery',
    needs: 'rates.read',
    page: page('delivery', () => import('./delivery/Delivery')),
    nav: { group: 'shop', label: 'delivery.title', icon: 'truck' },
  },
  {
    path: '/rates',
    needs: 'content.read',
    page: page('content', () => import('./content/Rates')),
    nav: { group: 'shop', label: 'rates.title', icon: 'list' },
  },
  {
    path: '/prices/promotions',
    needs: 'rates.read',
    page: page('promotions', () => import('./promotions/Promotions')),
    nav: { group: 'shop', label: 'promotions.title', icon: 'star' },
  },
  {
    path: '/prices/promotions/:promotionId/codes',
    needs: 'rates.read',
    page: page('promotions', () => import('./promotions/Codes')),
  },
  {
    path: '/prices/promotions/:promotionId/codes/:code',
    needs: 'rates.read',
    page: page('promotions', () => import('./promotions/Code')),
  },
  {
    path: '/prices/taxes',
    needs: 'rates.read',
    page: page('taxes', () => import('./taxes/Taxes')),
    nav: { group: 'shop', label: 'taxes.title', icon: 'payments' },
  },
  {
    path: '/prices/tax-report',
    needs: 'reports.read',
    page: page('taxreport', () => import('./taxreport/TaxReport')),
    nav: { group: 'shop', label: 'taxReport.title', icon: 'list' },
  },
  {
    path: '/prices/tax-report/businesses',
    needs: 'payments.read',
    page: page('taxreport', () => import('./taxreport/Businesses')),
  },
  {
    path: '/prices/markets',
    needs: 'rates.read',
    page: page('markets', () => import('./markets/Markets')),
    nav: { group: 'shop', label: 'markets.title', icon: 'globe' },
  },
  {
    path: '/home-page',
    needs: 'content.read',
    page: page('content', () => import('./content/HomePage')),
    nav: { group: 'shop', label: 'homePage.title', icon: 'home' },
  },
  {
    path: '/navigation',
    needs: 'content.read',
    page: page('content', () => import('./content/Navigation')),
    nav: { group: 'shop', label: 'navigation.title', icon: 'menu' },
  },
  {
    path: '/banners',
    needs: 'content.read',
    page: page('content', () => import('./content/Banners')),
    nav: { group: 'shop', label: 'banners.title', icon: 'flag' },
  },
  {
    path: '/pages',
    needs: 'content.read',
    page: page('content', () => import('./content/Pages')),
    nav: { group: 'shop', label: 'pages.title', icon: 'file' },
  },
  { path: '/pages/:slug', needs: 'content.read', page: page('content', () => import('./content/PageEdit')) },
  {
    path: '/letters',
    needs: 'content.read',
    page: page('content', () => import('./content/Letters')),
    nav: { group: 'shop', label: 'letters.title', icon: 'mail' },
  },
  {
    path: '/letters/:letter/:language',
    needs: 'content.read',
    page: page('content', () => import('./content/LetterEdit')),
  },
  {
    path: '/customers',
    needs: 'customers.read',
    page: page('customers', () => import('./customers/Customers')),
    nav: { group: 'people', label: 'customers.title', icon: 'person', exact: true },
  },
  {
    path: '/customers/groups',
    needs: 'rates.read',
    page: page('groups', () => import('./groups/Groups')),
    nav: { group: 'people', label: 'groups.title', icon: 'people' },
  },
  {
    path: '/customers/groups/:groupId',
    needs: 'rates.read',
    page: page('groups', () => import('./groups/Group')),
  },
  {
    path: '/customers/:customerId',
    needs: 'customers.read',
    page: page('customers', () => import('./customers/Customer')),
  },
  {
    path: '/staff',
    needs: 'staff.manage',
    page: page('people', () => import('./people/Staff')),
    nav: { group: 'people', label: 'staff.title', icon: 'people' },
  },
  {
    path: '/audit',
    needs: 'audit.read',
    page: page('people', () => import('./people/Audit')),
    nav: { group: 'people', label: 'audit.title', icon: 'list' },
  },
  {
    path: '/errors',
    needs: 'logs.read',
    page: page('ops', () => import('./ops/Errors')),
    nav: { group: 'ops', label: 'errors.title', icon: 'warning' },
  },
  { path: '/errors/:fingerprint', needs: 'logs.read', page: page('ops', () => import('./ops/ErrorGroup')) },
  {
    path: '/logs',
    needs: 'logs.read',
    page: page('ops', () => import('./ops/Logs')),
    nav: { group: 'ops', label: 'logs.title', icon: 'pulse' },
  },
  { path: '/traces/:correlationId', needs: 'logs.read', page: page('ops', () => import('./ops/Trace')) },
  {
    path: '/webhooks',
    needs: 'webhooks.read',
    page: webhooks,
    nav: { group: 'ops', label: 'webhooks.title', icon: 'webhook' },
  },
  { path: '/webhooks/carriers', needs: 'webhooks.read', page: webhooks },
  {
    path: '/integrations',
    needs: 'integrations.manage',
    page: page('integrations', () => import('./integrations/Endpoints')),
    nav: { group: 'ops', label: 'integrations.title', icon: 'webhook' },
  },
  {
    path: '/integrations/:endpointId',
    needs: 'integrations.manage',
    page: page('integrations', () => import('./integrations/Deliveries')),
  },
  {
    path: '/api-keys',
    needs: 'integrations.manage',
    page: page('integrations', () => import('./integrations/ApiKeys')),
    nav: { group: 'ops', label: 'apiKeys.title', icon: 'lock' },
  },
  {
    path: '/dead-letters',
    needs: 'logs.read',
    page: page('ops', () => import('./ops/DeadLetters')),
    nav: { group: 'ops', label: 'deadLetters.title', icon: 'layers' },
  },
  {
    path: '/dead-letters/:service',
    needs: 'logs.read',
    page: page('ops', () => import('./ops/DeadLettersOf')),
  },
  {
    path: '/health',
    needs: 'logs.read',
    page: page('ops', () => import('./ops/Health')),
    nav: { group: 'ops', label: 'health.title', icon: 'check' },
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
