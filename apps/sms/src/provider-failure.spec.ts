import { failureOf } from './provider-failure.js';

describe('failureOf', () => {
  it.each([
    ['a refused connection', { code: 'ECONNREFUSED' }, 'not-sent', 'ECONNREFUSED'],
    ['a name that does not resolve', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'not-sent', 'EAI_AGAIN'],
    [
      'a connection that did not come about',
      { code: 'ETIMEDOUT', syscall: 'connect' },
      'not-sent',
      'ETIMEDOUT',
    ],
    ['a certificate that is not accepted', { code: 'CERT_HAS_EXPIRED' }, 'not-sent', 'CERT_HAS_EXPIRED'],
    ['too many requests', { status: 429 }, 'not-sent', 'http-429'],
    ['a wrong key', { status: 401, code: 20003 }, 'misconfigured', 'twilio-20003'],
    ['a sender that Twilio does not know', { status: 400, code: 21606 }, 'misconfigured', 'twilio-21606'],
    ['an invalid number', { status: 400, code: 21211 }, 'refused', 'twilio-21211'],
    ['who has opted out', { status: 400, code: 21610 }, 'opted-out', 'twilio-21610'],
    ['no mobile', { status: 400, code: 21614 }, 'refused', 'twilio-21614'],
    ['an error over there', { status: 500, code: 20500 }, 'unclear', 'twilio-20500'],
    ['a refusal that is not from Twilio', { status: 403 }, 'unclear', 'http-403'],
    ['a redirect', { status: 302 }, 'unclear', 'http-302'],
    [
      'a reset, which may come after the request',
      { code: 'ECONNRESET', syscall: 'read' },
      'unclear',
      'ECONNRESET',
    ],
    ['a host lost in the middle', { code: 'EHOSTUNREACH', syscall: 'read' }, 'unclear', 'EHOSTUNREACH'],
    ['no answer in time', { code: 'ECONNABORTED' }, 'unclear', 'ECONNABORTED'],
    ['an answer that is no JSON', new SyntaxError('Unexpected token'), 'unclear', 'no-answer'],
    ['nothing at all', undefined, 'unclear', 'no-answer'],
  ])('%s', (_, error, outcome, code) => expect(failureOf(error)).toEqual({ outcome, code }));
});
