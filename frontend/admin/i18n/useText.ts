import { spoken, text, type Key, type Values } from './language';

/** The messages, for a component: it is drawn again when another language is chosen. */
export function useText(): (key: Key, values?: Values) => string {
  spoken.use();
  return text;
}
