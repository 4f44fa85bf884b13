import { useState, type SubmitEvent } from 'react';
import { agreeToStockLetters } from '../../api/consents';
import { askForStock, askForStockAsGuest } from '../../api/letters';
import { isProblem } from '../../api/problem';
import { Button } from '../../components/Button';
import { ErrorNotice, Notice } from '../../components/Notice';
import { fieldErrors } from '../../lib/address';
import { ownLocale } from '../../lib/locale';
import { STOCK_LETTERS } from '../../lib/stockLetters';
import { useAttempt } from '../../lib/useAttempt';
import { session } from '../../state/session';
import { EmailField } from '../auth/EmailField';

/** For what is sold out: one letter when it is back, to who agrees to it. */
export default function TellMe({ sku }: { sku: string }) {
  const { user } = session.use();
  const { busy, error, attempt } = useAttempt();
  const [asked, setAsked] = useState('');
  const { version, text } = STOCK_LETTERS;

  async function ask(email: string) {
    const locale = ownLocale();
    if (user) {
      await agreeToStockLetters(version);
      await askForStock(sku, locale);
    } else {
      await askForStockAsGuest({ sku, email, version, locale });
    }
    setAsked(user ? user.email : email);
  }

  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const email = new FormData(event.currentTarget).get('email');
    if (!busy) void attempt(() => ask(typeof email === 'string' ? email : ''));
  }

  if (asked) {
    return (
      <Notice tone="good" title={user ? 'We write to you when it is back' : 'Look into your mailbox'}>
        <p>
          {user
            ? `One letter goes to ${asked} as soon as there is some again, for 90 days.`
            : `A letter to ${asked} asks whether it was you. Once you say so there, we write when it is back.`}
        </p>
      </Notice>
    );
  }
  return (
    <form
      onSubmit={send}
      aria-label="Tell me when it is back"
      style={{ display: 'grid', gap: 'var(--space-3)' }}
    >
      {Boolean(error) && (
        <ErrorNotice
          error={error}
          title={isProblem(error, 'conflict') ? 'It is in stock again' : 'That did not work'}
        />
      )}
      {!user && <EmailField autoComplete="email" error={fieldErrors(error).email} />}
      <p className="muted small">{text}.</p>
      <Button type="submit" look="quiet" busy={busy}>
        Tell me when it is back
      </Button>
    </form>
  );
}
