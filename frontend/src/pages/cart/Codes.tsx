import { useState, type KeyboardEvent } from 'react';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { messageOf } from '../../components/Notice';
import { whyNot, type GivenCode } from '../../lib/codes';
import { giveCode, takeCodeOut } from '../../state/cart';
import styles from './Codes.module.css';

/** Codes for promotions: those that were given, each with what keeps it from taking something off, and one more. */
export function Codes({ of }: { of: readonly GivenCode[] }) {
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState('');

  async function work(act: () => Promise<void>, done: string): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setError('');
    setTold('');
    try {
      await act();
      setTold(done);
      return true;
    } catch (failed) {
      setError(messageOf(failed));
      return false;
    } finally {
      setBusy(false);
    }
  }

  async function give(): Promise<void> {
    const code = text.trim();
    if (code && (await work(() => giveCode(code), 'The code is in your cart.'))) setText('');
  }

  // No form of its own: at the checkout it stands within one.
  function entered(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    void give();
  }

  return (
    <div className={styles.codes}>
      {of.length > 0 && (
        <ul className={styles.given} aria-label="Codes in your cart">
          {of.map((code) => (
            <li key={code.code}>
              <span>
                <strong>{code.code}</strong> {whyNot(code) && <span className="muted">{whyNot(code)}</span>}
              </span>
              <Button
                look="plain"
                aria-label={`Take out the code ${code.code}`}
                onClick={() =>
                  void work(() => takeCodeOut(code.code), `The code ${code.code} is out of your cart.`)
                }
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.form}>
        <TextField
          label="Discount code"
          name="code"
          value={text}
          maxLength={60}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          error={error}
          onKeyDown={entered}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
        <Button look="quiet" busy={busy} onClick={() => void give()}>
          Apply
        </Button>
      </div>
      <span role="status" className="visually-hidden">
        {told}
      </span>
    </div>
  );
}
