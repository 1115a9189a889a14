import { Refusal } from '@peaje/kernel';

/** A refusal whose status asks for header fields: `Allow`, `Accept`, `Accept-Encoding`. */
export class HttpRefusal extends Refusal {
  constructor(
    code: string,
    details: ConstructorParameters<typeof Refusal>[1],
    readonly headers: Readonly<Record<string, string>>,
  ) {
    super(code, details);
  }
}
