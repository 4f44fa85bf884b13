import { asPerson } from './asPerson';
import { answer, api } from './client';

export const askToBeForgotten = (email: string) =>
  asPerson((headers) => answer(api().POST('/privacy/requests', { body: { email }, headers })));
export const confirmToBeForgotten = (token: string) =>
  answer(api().POST('/privacy/requests/confirm', { body: { token, wish: 'erase' } }));
