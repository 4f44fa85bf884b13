import { useEffect, useState } from 'react';

/** A value once it has stayed the same for a moment: nobody is asked letter by letter. */
export function useSettled(value: string, milliseconds = 400): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
