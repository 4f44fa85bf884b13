import { useText } from '../../i18n/useText';
import { TextField } from '../../ui/Field';

/** Whom a gift card is sent to, when, and what the giver says. */
export function LetterFields({ required = false }: { required?: boolean }) {
  const t = useText();
  return (
    <>
      <TextField
        label={t('giftCards.email')}
        name="email"
        type="email"
        required={required}
        hint={t('giftCards.emailHint')}
      />
      <TextField label={t('giftCards.sendOn')} name="send_on" type="date" hint={t('giftCards.sendOnHint')} />
      <TextField label={t('giftCards.name')} name="name" maxLength={120} />
      <TextField label={t('giftCards.sender')} name="sender" maxLength={120} />
      <TextField label={t('giftCards.message')} name="message" maxLength={500} lines={3} />
    </>
  );
}
