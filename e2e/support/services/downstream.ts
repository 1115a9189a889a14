import { type ChainView, chainView, entryView, noticeView } from '@peaje/contracts';
import { read, readAll } from '../http/http-client.js';

/** audit and sms read a charge's records in their own time. */
export const entriesOf = async (chargeId: string) =>
  (await readAll('audit', `/v1/entries?chargeId=${chargeId}`)).map((item) => entryView.parse(item));

export const chains = async (): Promise<ChainView[]> =>
  (await readAll('audit', '/v1/chains')).map((item) => chainView.parse(item));

export const noticesOf = async (chargeId: string) =>
  (await readAll('sms', `/v1/notices?chargeId=${chargeId}`)).map((item) => noticeView.parse(item));

/** The texts that the provider has for a number, newest first. */
export async function textsTo(phone: string): Promise<string[]> {
  const { items } = (await read('fake-twilio', `/messages?to=${encodeURIComponent(phone)}`)) as {
    items: readonly { readonly to: string; readonly body: string }[];
  };
  return items.filter(({ to }) => to === phone).map(({ body }) => body);
}
