import { useState } from 'react';
import { Link } from 'react-router';
import { askToBeForgotten, confirmToBeForgotten } from '../api/privacy';
import { isProblem } from '../api/problem';
import { usePage } from '../app/page';
import { Notice } from '../components/Notice';
import { useFromHash } from '../lib/useFromHash';
import { AuthCard } from './auth/AuthCard';
import { EmailField } from './auth/EmailField';

/** Where a guest asks to be forgotten, and comes back to by the link of the letter. */
export default function Privacy() {
  usePage('Your data');
  const token = useFromHash('token');
  const [said, setSaid] = useState('');
  if (said) {
    return (
      <div className="page">
        <Notice tone="good">{said}</Notice>
      </div>
    );
  }
  return token ? <Confirm token={token} say={setSaid} /> : <Ask say={setSaid} />;
}

function Ask({ say }: { say: (words: string) => void }) {
  return (
    <AuthCard
      title="Have us forget you"
      text="Did you order without an account? Then we send a link to the address of your orders. With it we remove what leads to you."
      action="Send the link"
      submit={async ({ email = '' }) => {
        await askToBeForgotten(email);
        say('If somebody ordered with this address, a link is on its way to it. It is good for 30 minutes.');
      }}
      fields={(errors) => <EmailField autoComplete="email" error={errors.email} />}
      links={<Link to="/account/security">You have an account? Close it there</Link>}
    />
  );
}

function Confirm({ token, say }: { token: string; say: (words: string) => void }) {
  return (
    <AuthCard
      title="Shall we forget you?"
      text="Orders that are under way are brought to their end first. Of those that were paid we keep what tax law asks for. It cannot be taken back."
      action="Forget me"
      submit={async () => {
        await confirmToBeForgotten(token);
        say('We have begun. A last letter tells you when it is done.');
      }}
      fields={() => null}
      explain={(error) =>
        isProblem(error, 'code_rejected')
          ? 'This link is no longer good. Once is enough: if you opened it before, it is being done.'
          : undefined
      }
    />
  );
}
