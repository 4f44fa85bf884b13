import { useState } from 'react';

/** Which rows of a list are chosen, by their ids; `first` are those that are from the start. */
export function useChosen(first: string[] = []) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(first));
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
