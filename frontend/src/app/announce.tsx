import { createStore } from '../lib/store';

const said = createStore<{ text: string; turn: number }>({ text: '', turn: 0 });

/** Tells screen-reader users what just happened elsewhere on the page ("Added to your cart"). */
export function announce(text: string): void {
  said.set({ text, turn: said.get().turn + 1 });
}

export function Announcer() {
  const { text, turn } = said.use();
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={turn}>{text}</span>
    </div>
  );
}
