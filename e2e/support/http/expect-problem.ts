import type { Answer } from './http-client.js';

/** The answer is a problem of RFC 9457, with the stable names that a program may rely on. */
export function expectProblem(answer: Answer, status: number, code: string, field?: string): void {
  expect({ status: answer.status, body: answer.json }).toMatchObject({
    status,
    body: {
      status,
      code,
      type: `/problems/${code}`,
      title: expect.any(String),
      ...(field === undefined ? {} : { field }),
    },
  });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
}
