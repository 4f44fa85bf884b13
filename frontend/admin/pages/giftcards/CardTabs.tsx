import { Tabs } from '../../ui/Tabs';

/** The cards, and what the shop owes on all of them. */
export function CardTabs() {
  return (
    <Tabs
      label="giftCards.title"
      of={[
        { to: '/prices/gift-cards', label: 'giftCards.all' },
        { to: '/prices/gift-cards/liability', label: 'giftCards.liability' },
      ]}
    />
  );
}
