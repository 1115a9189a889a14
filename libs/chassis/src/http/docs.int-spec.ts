import { demoKeys, httpServices, problems, routesOf, type ServiceName } from '@peaje/contracts';
import { readStack } from '@peaje/testing';

/** The keys that each service names beside "Authorize". */
const KEYS: Readonly<Record<ServiceName, readonly string[]>> = {
  pos: Object.values(demoKeys),
  debit: [demoKeys['bank-operator']],
  audit: [demoKeys['bank-operator']],
  sms: [demoKeys['bank-operator']],
  board: [],
};

interface OpenApi {
  readonly paths: object;
  readonly tags: readonly { readonly name: string }[];
  readonly components: { readonly securitySchemes: { readonly apiKey: { readonly description: string } } };
}

describe.each(httpServices)('the pages of %s', (service) => {
  const get = (path: string) => fetch(`${readStack().services[service]![0]!.url}${path}`);

  it('are there for people, drawn with what it serves itself', async () => {
    const page = await get('/docs');
    const script = await get('/docs/swagger-ui-bundle.js');

    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('/docs/openapi.json');
    expect(script.status).toBe(200);
    expect((await script.text()).length).toBeGreaterThan(100_000);
  });

  it('and the address of the service leads to them, or to its own page', async () => {
    const answer = await get('/');

    expect(new URL(answer.url).pathname).toBe(service === 'board' ? '/' : '/docs');
    expect(answer.status).toBe(200);
  });

  it.each(Object.keys(problems))('%s has a page of its own', async (code) => {
    const page = await get(`/problems/${code}`);

    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain(`<code>${code}</code>`);
  });

  it('and the `type` of a refusal leads to its page', async () => {
    const { type, title } = (await (await get('/problems/none')).json()) as { type: string; title: string };

    expect(await (await get(type)).text()).toContain(title);
  });

  it('and for programs: its own routes, all of them, and only their tags and keys', async () => {
    const document = (await (await get('/docs/openapi.json')).json()) as OpenApi;
    const { description } = document.components.securitySchemes.apiKey;

    expect(new Set(Object.keys(document.paths))).toEqual(new Set(routesOf(service).map(({ path }) => path)));
    expect(new Set(document.tags.map(({ name }) => name))).toEqual(
      new Set(routesOf(service).map((route) => route.service)),
    );
    expect(Object.values(demoKeys).filter((key) => description.includes(key))).toEqual(KEYS[service]);
  });
});
