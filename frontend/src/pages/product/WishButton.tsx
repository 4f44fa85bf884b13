import { useEffect, useState } from 'react';
import { announce } from '../../app/announce';
import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';
import { messageOf } from '../../components/Notice';
import { loadWishlist, unwish, wish, wishlist } from '../../state/cart';

export function WishButton({ sku, title }: { sku: string; title: string }) {
  const { data } = wishlist.use();
  const [busy, setBusy] = useState(false);
  const wished = data?.items.some((item) => item.sku === sku) ?? false;

  useEffect(() => {
    if (!wishlist.get().data) void loadWishlist();
  }, []);

  async function toggle() {
    setBusy(true);
    try {
      await (wished ? unwish(sku) : wish(sku));
      announce(wished ? `${title} taken off your wishlist` : `${title} put on your wishlist`);
    } catch (error) {
      announce(messageOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Button
      look="quiet"
      aria-pressed={wished}
      aria-label="On your wishlist"
      busy={busy}
      onClick={() => void toggle()}
    >
      {!busy && <Icon name="heart" filled={wished} />}
    </Button>
  );
}
