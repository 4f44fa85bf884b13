import { answer, api } from './client';

export const askToBeForgotten = (email: string) =>
  answer(api().POST('/privacy/requests', { body: { email } }));
export const confirmToBeForgotten = (token: string) =>
  answer(api().POST('/privacy/requests/confirm', { body: { token, wish: 'erase' } }));
