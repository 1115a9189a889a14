import type { Message, PageOfMessages } from './message-queue.js';

/** The JSON of Twilio's API, version 2010-04-01, as its SDKs read it. */

export const API = '/2010-04-01';

const rfc2822 = (date: Date): string => date.toUTCString().replace('GMT', '+0000');

export function messageJson(message: Message) {
  const { sid, accountSid, to, from, body, receivedAt } = message;
  const uri = `${API}/Accounts/${accountSid}/Messages/${sid}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body,
    date_created: rfc2822(receivedAt),
    date_sent: null,
    date_updated: rfc2822(receivedAt),
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    sid,
    status: 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    to,
    uri: `${uri}.json`,
  };
}

interface ListedPage extends PageOfMessages {
  readonly accountSid: string;
  readonly query: URLSearchParams;
  readonly page: number;
  readonly pageSize: number;
}

export function listJson({ messages, more, accountSid, query, page, pageSize }: ListedPage) {
  const start = page * pageSize;
  const uriOf = (n: number) => {
    const params = new URLSearchParams(query);
    params.set('PageSize', String(pageSize));
    params.set('Page', String(n));
    return `${API}/Accounts/${accountSid}/Messages.json?${params}`;
  };
  return {
    messages: messages.map(messageJson),
    first_page_uri: uriOf(0),
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
    next_page_uri: more ? uriOf(page + 1) : null,
    uri: uriOf(page),
    page,
    page_size: pageSize,
    start,
    end: Math.max(start, start + messages.length - 1),
  };
}

export interface TwilioError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

export const errorJson = ({ status, code, message }: TwilioError) => ({
  code,
  message,
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

export const ERRORS = {
  unauthenticated: { status: 401, code: 20003, message: 'Authenticate' },
  'not-found': { status: 404, code: 20404, message: 'The requested resource was not found' },
  'too-many': { status: 429, code: 20429, message: 'Too Many Requests' },
  'server-error': { status: 500, code: 20500, message: 'An internal server error has occurred' },
  'to-missing': { status: 400, code: 21604, message: "A 'To' phone number is required." },
  'from-missing': { status: 400, code: 21603, message: "A 'From' phone number is required." },
  'body-missing': { status: 400, code: 21602, message: 'Message body is required.' },
  'to-invalid': { status: 400, code: 21211, message: "Invalid 'To' Phone Number" },
  'to-opted-out': { status: 400, code: 21610, message: 'Attempt to send to unsubscribed recipient' },
  'to-no-mobile': { status: 400, code: 21614, message: "'To' number is not a valid mobile number" },
} as const satisfies Record<string, TwilioError>;

/** The numbers for which Twilio's test credentials answer with an error. */
export const MAGIC_RECIPIENTS: Readonly<Record<string, TwilioError>> = {
  '+15005550001': ERRORS['to-invalid'],
  '+15005550004': ERRORS['to-opted-out'],
  '+15005550009': ERRORS['to-no-mobile'],
};
