import type { components } from '../../../src/api/schema';

export const STATUSES = [
  'active',
  'unlisted',
  'draft',
  'archived',
] as const satisfies readonly components['schemas']['ProductStatus'][];
