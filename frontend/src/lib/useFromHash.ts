import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

/** What comes after the # of a letter's link, which is taken out of the address so that it stays in no history. */
export function useFromHash(name: string): string {
  const { hash, pathname } = useLocation();
  const navigate = useNavigate();
  const [held, setHeld] = useState('');
  const given = new URLSearchParams(hash.slice(1)).get(name) ?? '';
  if (given && given !== held) setHeld(given);
  useEffect(() => {
    if (given) void navigate(pathname, { replace: true });
  }, [given, pathname, navigate]);
  return given || held;
}
