import { z } from 'zod';

/** CloudEvents 1.0 in Kafka's binary content mode: attributes are `ce_*` headers, the value is the data as JSON. */
export interface Event<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly type: Type;
  readonly source: string;
  readonly subject: string;
  /** ISO 8601, milliseconds, UTC. It comes from the stored row, not from the clock at sending. */
  readonly time: string;
  readonly traceparent?: string;
  readonly data: Data;
}

interface EncodedEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

export const cloudEventAttributes = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: z.string().min(1),
  ce_type: z.string().min(1),
  ce_source: z.string().min(1),
  ce_subject: z.string().min(1),
  ce_time: z.iso.datetime(),
  traceparent: z.string().optional(),
});

/** The same event always becomes the same bytes. */
export function encodeEvent(event: Event): EncodedEvent {
  return {
    headers: {
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_type: event.type,
      ce_source: event.source,
      ce_subject: event.subject,
      ce_time: event.time,
      'content-type': 'application/json',
      ...(event.traceparent ? { traceparent: event.traceparent } : {}),
    },
    value: JSON.stringify(event.data),
  };
}

/** Attributes and data; the data is not checked yet. @throws ZodError, SyntaxError when the record is no CloudEvent. */
export function decodeEnvelope(headers: Readonly<Record<string, string>>, value: string): Event {
  const a = cloudEventAttributes.parse(headers);
  return {
    id: a.ce_id,
    type: a.ce_type,
    source: a.ce_source,
    subject: a.ce_subject,
    time: a.ce_time,
    ...(a.traceparent ? { traceparent: a.traceparent } : {}),
    data: JSON.parse(value),
  };
}
