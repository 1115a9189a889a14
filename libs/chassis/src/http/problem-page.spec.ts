import { problems } from '@peaje/contracts';
import { problemPage } from './problem-page.js';

it.each(Object.entries(problems))('the page of %s says what it means and what to do', (code, problem) => {
  const words = problemPage(code)!.replaceAll(/<\/?code>/g, '`');

  expect(words).toContain(`HTTP ${problem.status} · \`${code}\``);
  expect(words).toContain(`<h1>${problem.title}</h1>`);
  expect(words).toContain(`<p>${problem.meaning}</p>`);
  expect(words).toContain(`<p>${problem.wayOut}</p>`);
});

it.each(['', 'no-such-problem', 'toString', '__proto__'])('%j has no page', (code) => {
  expect(problemPage(code)).toBeNull();
});
