import formats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { document, nameOf, type Response, type Route } from './document.js';
import type { WireAnswer } from './wire.js';

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(document, 'openapi');

const CARD_NUMBER = '4242424242424242';

/** Checks answers against the document of a route. */
export class Conformance {
  private readonly checks = new Map<string, ValidateFunction>();

  constructor(private readonly route: Route) {}

  /** The first fault of an answer; undefined when it has none. */
  complaint(answer: WireAnswer): string | undefined {
    const { status, headers, text } = answer;
    if (status >= 500) return `a server error: ${status}`;
    const response = this.route.responses[status];
    if (!response) return `${nameOf(this.route)} documents no ${status}`;
    if (text.includes(CARD_NUMBER)) return 'a card number was sent back';
    if (response.headers?.['Location'] && !headers['location']) return 'no Location';
    if (status === 401 && !headers['www-authenticate']) return 'no WWW-Authenticate';
    return this.bodyComplaint(response, answer);
  }

  private bodyComplaint(
    { content }: Response,
    { status, headers, text, json }: WireAnswer,
  ): string | undefined {
    if (!content) return text === '' ? undefined : 'a body where none is documented';
    const type = (headers['content-type'] ?? '').split(';')[0]!.trim();
    const known = Object.hasOwn(content, type) ? type : Object.hasOwn(content, '*/*') ? '*/*' : undefined;
    if (known === undefined) return `${type || 'no content type'} is not documented for ${status}`;
    if (/[/+]json$/.test(known)) return this.schemaComplaint(status, known, json);
    if (!known.endsWith('ndjson')) return undefined;
    const lines = text.split('\n').filter(Boolean);
    return lines.map((line) => this.schemaComplaint(status, known, JSON.parse(line))).find(Boolean);
  }

  private schemaComplaint(status: number, type: string, value: unknown): string | undefined {
    const check = this.checkOf(status, type);
    return check(value) ? undefined : ajv.errorsText(check.errors);
  }

  private checkOf(status: number, type: string): ValidateFunction {
    const { path, method } = this.route;
    const steps = [
      'paths',
      path,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      type,
      'schema',
    ];
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
    const $ref = `openapi#/${pointer.join('/')}`;
    const check = this.checks.get($ref) ?? ajv.compile({ $ref });
    this.checks.set($ref, check);
    return check;
  }
}
