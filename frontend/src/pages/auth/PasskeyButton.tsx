import { useRef, useState } from 'react';
import { Button } from '../../components/Button';
import { messageOf } from '../../components/Notice';
import { passkeysWork, wasCancelled } from '../../lib/passkeys';
import { signInWithPasskey } from '../../state/signIn';

/** Signs in with a passkey, for the address in the form around the button. */
export function PasskeyButton({ done }: { done: () => Promise<void> }) {
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const here = useRef<HTMLDivElement>(null);

  async function ask() {
    const email = here.current?.closest('form')?.querySelector<HTMLInputElement>('input[name=email]');
    if (busy || !email?.reportValidity()) return;
    setBusy(true);
    setSaid('');
    try {
      await signInWithPasskey(email.value);
      await done();
    } catch (error) {
      setSaid(wasCancelled(error) ? 'No passkey was used.' : messageOf(error));
    } finally {
      setBusy(false);
    }
  }

  if (!passkeysWork()) return null;
  return (
    <div ref={here}>
      <Button look="plain" busy={busy} onClick={() => void ask()}>
        Sign in with a passkey
      </Button>{' '}
      <span role="status">{said}</span>
    </div>
  );
}
