/** The heading may come with the page's data: wait for it a little while, and give up once the person moved on. */
export function focusHeading(): () => void {
  const main = document.getElementById('main');
  const heading = () => main?.querySelector('h1');
  const focus = (target: HTMLElement) => {
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };
  const now = heading();
  if (now) {
    focus(now);
    return () => undefined;
  }
  if (main) focus(main);
  const watcher = new MutationObserver(() => {
    const found = heading();
    if (!found) return;
    watcher.disconnect();
    if (document.activeElement === main || document.activeElement === document.body) focus(found);
  });
  if (main) watcher.observe(main, { childList: true, subtree: true });
  const giveUp = setTimeout(() => watcher.disconnect(), 5000);
  return () => {
    watcher.disconnect();
    clearTimeout(giveUp);
  };
}
