import type { components } from '../../src/api/schema';

const PLACE = { line1: '', postal_code: '', active: true, position: null };

export const LOCATIONS = {
  ...{ enabled: true, rule: 'nearest' },
  locations: [
    { ...PLACE, id: 'main', name: 'Berlin', country: 'DE', city: 'Berlin', priority: 1 },
    { ...PLACE, id: 'lyon', name: 'Lyon', country: 'FR', city: 'Lyon', priority: 2 },
  ],
} satisfies components['schemas']['LocationsView'];
