import type { CartLine } from '../api/types';

const WORDS: Record<NonNullable<CartLine['withdrawal_exclusion']>, string> = {
  made_to_order: 'Made to your order: by law you cannot withdraw from buying it.',
  perishable: 'Spoils soon: by law you cannot withdraw from buying it.',
  press: 'A newspaper or magazine: by law you cannot withdraw from buying it.',
  dated_service: 'For a certain day: by law you cannot withdraw from buying it.',
  sealed_hygiene: 'Sealed for hygiene: once you break the seal you cannot withdraw from buying it.',
  sealed_media: 'Sealed recording or software: once you break the seal you cannot withdraw from buying it.',
  digital_content:
    'Digital content: if you want it at once you lose the right to withdraw from buying it by that.',
};

/** What was bought has that mark only once it is wanted at once. */
const WANTED = 'Digital content that you wanted at once: you cannot withdraw from buying it any more.';

interface Props {
  of: Pick<CartLine, 'withdrawal_exclusion'>;
  bought?: boolean;
}

/** Why one cannot withdraw from buying it, told before it is bought and after; nothing where one can. */
export function Exclusion({ of: { withdrawal_exclusion: reason }, bought = false }: Props) {
  if (!reason) return null;
  return <p className="muted small">{bought && reason === 'digital_content' ? WANTED : WORDS[reason]}</p>;
}
