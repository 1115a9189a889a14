import { problem, routes } from '@peaje/contracts';
import { ndjsonLines, readStack, urlOf, type StackService } from '@peaje/testing';
import type { z } from 'zod';

const NDJSON = 'application/x-ndjson';
const streams = routes.filter(({ path }) => path.startsWith('/v1/reconciliation/'));

describe.each(streams.map((route) => [`${String(route.service)} ${route.path}`, route] as const))(
  '%s',
  (_, route) => {
    const ask = (key?: string) =>
      fetch(
        `${urlOf(route.service as StackService)}${route.path}${route.path.endsWith('entries') ? '?chain=cards/0' : ''}`,
        {
          headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
        },
      );

    it('is for the operator of the bank alone', async () => {
      const { shop, toll } = readStack().seed.keys;
      const answers = [await ask(), await ask('nonsense'), await ask(shop), await ask(toll)];
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 403, 403]);
      for (const answer of answers) problem.parse(await answer.json());
    });

    it('answers with lines as its contract says', async () => {
      const answer = await ask(readStack().seed.keys.bank);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, NDJSON]);
      const line = route.answers[200]!.body![NDJSON] as z.ZodType;
      for (const one of await ndjsonLines(answer.body!)) line.parse(one);
    });
  },
);
