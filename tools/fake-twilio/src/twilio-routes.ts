import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { MessageFilter } from './message-queue.js';
import type { Messages } from './messages.js';
import { statusReports } from './status-reports.js';
import type { Switches } from './switches.js';
import {
  API,
  errorJson,
  ERRORS,
  listJson,
  MAGIC_RECIPIENTS,
  messageJson,
  type TwilioError,
} from './twilio-json.js';
import type { WebhookCalls } from './webhook-calls.js';

interface OfAccount {
  readonly Params: { readonly accountSid: string };
}
interface Form {
  readonly To?: string;
  readonly From?: string;
  readonly Body?: string;
  readonly StatusCallback?: string;
}

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

const refuse = (reply: FastifyReply, error: TwilioError): FastifyReply =>
  reply.status(error.status).send(errorJson(error));

/** `POST` and `GET …/Messages.json`, `GET …/Messages/<sid>.json`. */
export const twilioRoutes =
  (messages: Messages, switches: Switches, webhooks: WebhookCalls) =>
  (app: FastifyInstance, _: unknown, done: () => void) => {
    app.addHook('onRequest', async (request, reply) => {
      if (!/^Basic \S+$/.test(request.headers.authorization ?? ''))
        await refuse(reply, ERRORS.unauthenticated);
    });

    app.post<OfAccount & { Body: Form }>(
      `${API}/Accounts/:accountSid/Messages.json`,
      async (request, reply) => {
        if (switches.answerAfterMs > 0) await delay(switches.answerAfterMs);
        const { To: to, From: from, Body: body, StatusCallback: callback } = request.body ?? {};
        const mode = switches.take();
        if (mode === 'reset-before-accept') return reset(reply);
        if (mode === '429') return refuse(reply, ERRORS['too-many']);
        if (mode === '500') return refuse(reply, ERRORS['server-error']);
        if (mode === 'refused') return refuse(reply, switches.refusal);
        if (!switches.hasRoom()) return refuse(reply.header('retry-after', '1'), ERRORS['too-many']);
        if (!to) return refuse(reply, ERRORS['to-missing']);
        if (!from) return refuse(reply, ERRORS['from-missing']);
        if (!body) return refuse(reply, ERRORS['body-missing']);
        const magic = MAGIC_RECIPIENTS[to];
        if (magic) return refuse(reply, magic);
        const message = messages.accept({ accountSid: request.params.accountSid, to, from, body });
        const { callbacks } = switches;
        if (callback) webhooks.later(statusReports(message, callback, callbacks), callbacks);
        if (mode === 'hang') return reply.hijack();
        if (mode === 'reset-after-accept') return reset(reply);
        if (mode === 'garbage') return reply.status(201).type('text/html').send('<html>it works!</html>');
        return reply.status(201).send(messageJson(message));
      },
    );

    app.get<OfAccount>(`${API}/Accounts/:accountSid/Messages.json`, (request) => {
      const { accountSid } = request.params;
      const query = new URL(request.url, 'http://localhost').searchParams;
      const pageSize = Math.min(
        MAX_PAGE_SIZE,
        Number(query.get('PageSize') ?? DEFAULT_PAGE_SIZE) || DEFAULT_PAGE_SIZE,
      );
      const page = Math.max(0, Number(query.get('Page') ?? 0) || 0);
      const found = messages.list({ accountSid, ...filterIn(query) }, page * pageSize, pageSize);
      return listJson({ ...found, accountSid, query, page, pageSize });
    });

    app.get<{ Params: { accountSid: string; file: string } }>(
      `${API}/Accounts/:accountSid/Messages/:file`,
      (request, reply) => {
        const message = messages.get(request.params.file.replace(/\.json$/, ''));
        if (message?.accountSid !== request.params.accountSid) return refuse(reply, ERRORS['not-found']);
        return reply.send(messageJson(message));
      },
    );
    done();
  };

/** Twilio compares days in GMT. */
function filterIn(query: URLSearchParams): MessageFilter {
  const daysOf = (...names: string[]) => names.flatMap((name) => query.get(name)?.slice(0, 10) ?? []).sort();
  return {
    to: query.get('To') ?? undefined,
    from: query.get('From') ?? undefined,
    firstDay: daysOf('DateSent', 'DateSent>').at(-1),
    lastDay: daysOf('DateSent', 'DateSent<').at(0),
  };
}

function reset(reply: FastifyReply): FastifyReply {
  reply.raw.socket?.resetAndDestroy();
  return reply.hijack();
}
