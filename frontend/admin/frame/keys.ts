import { useEffect, useEffectEvent } from 'react';

const TYPES = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

/** Keys that hold on every page: "mod+k" also while typing, a letter alone only where nothing is typed. */
export function useKey(key: string, act: () => void): void {
  const run = useEffectEvent(act);
  useEffect(() => {
    const [letter = '', mod] = key.split('+').reverse();
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== letter || event.altKey || event.defaultPrevented) return;
      if (Boolean(mod) !== (event.ctrlKey || event.metaKey)) return;
      const typing = event.target instanceof Element && event.target.closest(TYPES);
      const modal = document.querySelector('[role=dialog]');
      if (!mod && (typing || modal)) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [key]);
}
