import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { getProfile } from '../../src/api/account';
import { listSessions } from '../../src/api/credentials';
import { getSecondFactors } from '../../src/api/factors';
import type { components } from '../../src/api/schema';
import type { Profile } from '../../src/api/types';

export type Permission = components['schemas']['Permission'];
export type Role = components['schemas']['Role'];

export interface Me {
  profile: Profile;
  /** Signed in with two factors, or with an app set up to do so: without, nothing of the staff's opens. */
  proved: boolean;
}

/** Who is signed in, and what they may. */
export function useWho() {
  return useQuery({
    queryKey: ['me'],
    queryFn: async ({ signal }): Promise<Me> => {
      const [profile, factors, sessions] = await Promise.all([
        getProfile(signal),
        getSecondFactors(signal),
        listSessions(signal),
      ]);
      return { profile, proved: factors.totp || sessions.some((held) => held.current && held.second_factor) };
    },
    staleTime: 60_000,
  });
}

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('nobody is signed in here');
  return me;
}

/** Whether the person may; the API decides, this only spares them what it would refuse. */
export function useMay(): (permission: Permission) => boolean {
  const { profile } = useMe();
  return (permission) => profile.permissions.includes(permission);
}

/** Whether a page may be opened: what it needs is there, or one of what it can do with as well. */
export function useMayOpen(): (page: { needs: Permission; or?: Permission[] }) => boolean {
  const may = useMay();
  return ({ needs, or = [] }) => [needs, ...or].some(may);
}
