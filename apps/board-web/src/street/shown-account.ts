import { create } from 'zustand';

/** Whose phone and account are shown: those of the card that was chosen last, at the till or at the gate. */
export const useShownCard = create<{ readonly token: string; readonly tillToken: string }>()(() => ({
  token: 'card_rich',
  tillToken: 'card_rich',
}));

export const showCard = (token: string): void => useShownCard.setState({ token });
export const chooseTillCard = (token: string): void => useShownCard.setState({ token, tillToken: token });
