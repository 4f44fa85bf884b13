import { useState } from 'react';

/** Which rows of a list are chosen, by their ids. */
export function useChosen() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  return {
    chosen,
    choose: (ids: string[], on: boolean) => {
      const next = new Set(chosen);
      for (const one of ids) {
        if (on) next.add(one);
        else next.delete(one);
      }
      setChosen(next);
    },
    clear: () => {
      setChosen(new Set());
    },
  };
}
