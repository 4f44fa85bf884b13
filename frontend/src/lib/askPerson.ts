import buttons from '../components/Button.module.css';
import styles from '../components/Dialog.module.css';
import { loadTurnstile } from './turnstile';

/** Sent where no challenge can be shown: whether its provider is down the shop finds out for itself. */
const NOT_SHOWN = '-';

/**
 * Shows a challenge over the page. Answers what to send, or null when it was closed. Not with React: what is loaded
 * seldom would otherwise tear apart what every page loads.
 */
export async function askPerson(origin: string, siteKey: string): Promise<string | null> {
  const before = document.activeElement;
  const { dialog, place, closed } = opened();
  let remove: (() => void) | undefined;
  const answered = new Promise<string>((answer) => {
    loadTurnstile(origin).then(
      (turnstile) => {
        if (!place.isConnected) return;
        const widget = turnstile.render(place, {
          sitekey: siteKey,
          callback: answer,
          'error-callback': () => answer(NOT_SHOWN),
        });
        if (widget) remove = () => turnstile.remove(widget);
      },
      () => answer(NOT_SHOWN),
    );
  });
  try {
    return await Promise.race([answered, closed]);
  } finally {
    remove?.();
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  }
}

function opened() {
  const dialog = made('dialog', `${styles.dialog} ${styles.centre}`);
  const body = made('div', styles.body);
  const title = made('h2');
  const text = made('p');
  const place = made('div');
  const close = made('button', `${buttons.button} ${buttons.quiet}`);
  title.textContent = 'One moment, please';
  text.textContent =
    'There were many requests like this one. Please show that you are not a robot, then it goes on.';
  close.textContent = 'Close';
  close.type = 'button';
  dialog.setAttribute('aria-label', title.textContent);
  body.append(title, text, place, close);
  dialog.append(body);
  document.body.append(dialog);
  const closed = new Promise<null>((resolve) => {
    close.addEventListener('click', () => resolve(null));
    dialog.addEventListener('cancel', () => resolve(null));
  });
  dialog.showModal();
  return { dialog, place, closed };
}

function made<Tag extends 'button' | 'dialog' | 'div' | 'h2' | 'p'>(tag: Tag, className = '') {
  return Object.assign(document.createElement(tag), { className });
}
