import { useQuery } from '@tanstack/react-query';
import { api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { tagged, type Tagged } from '../../api/tagged';

export type Locations = components['schemas']['LocationsView'];
export type Location = components['schemas']['LocationView'];

export const MAIN = 'main';

/** The shop's locations, with the tag that a change of them sends. */
export const useLocations = () =>
  useQuery<Tagged<Locations>>({
    queryKey: ['locations'],
    queryFn: ({ signal }) => tagged(api().GET('/admin/locations', { signal })),
  });

/** How a location is called; one that is not known by its id. */
export const nameIn = (known: Locations | undefined, id: string): string =>
  known?.locations.find((one) => one.id === id)?.name ?? id;
