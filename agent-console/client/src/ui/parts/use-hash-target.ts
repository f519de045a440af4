import { useEffect } from 'react';
import { useLocation } from 'react-router';

/** Brings what the address names after its `#` into view once it is there; returns its name. */
export function useHashTarget(ready: boolean): string {
  const { hash } = useLocation();
  const target = decodeURIComponent(hash.slice(1));
  useEffect(() => {
    if (ready && target !== '') document.getElementById(target)?.scrollIntoView({ block: 'center' });
  }, [ready, target]);
  return target;
}
