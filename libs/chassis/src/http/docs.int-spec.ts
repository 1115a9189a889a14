import { httpServices, routesOf } from '@peaje/contracts';
import { readStack } from '@peaje/testing';

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

  it('and for programs: its own routes, all of them', async () => {
    const document = (await (await get('/docs/openapi.json')).json()) as { paths: object };

    expect(new Set(Object.keys(document.paths))).toEqual(new Set(routesOf(service).map(({ path }) => path)));
  });
});
