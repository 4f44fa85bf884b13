/**
 * Where the focus goes when `item` of a list leaves the page with the focus in it: to the same place of the next item,
 * of the one before where it was the last, and to the page's heading where it was the only one. Call it before the item
 * leaves, and what it returns once it has left.
 */
export function focusAfter(item: Element | null): () => void {
  const neighbour = item?.nextElementSibling ?? item?.previousElementSibling;
  const inside = (element: Element) => element.querySelector<HTMLElement>('a[href], button:not(:disabled)');
  return () => {
    // Somebody who has moved on meanwhile is not called back.
    if (document.activeElement && document.activeElement !== document.body) return;
    const target = neighbour?.isConnected ? inside(neighbour) : null;
    if (target) target.focus();
    else focusHeading();
  };
}

/** The page's heading, or the page itself, takes the focus: what is read next is what the page is now. */
export function focusHeading(): void {
  const main = document.getElementById('main');
  const target = main?.querySelector<HTMLElement>('h1') ?? main;
  if (!target) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

/** The first field of the form that says it is wrong, once it is shown as such. */
export function focusFirstWrong(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
