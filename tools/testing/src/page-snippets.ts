import { dirname, join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY, type MarkdownPage } from './outside/pages/markdown-page.js';

/** Compiles the TypeScript of pages as if each block were a file beside its page. Returns the errors, by page and block. */
export function snippetErrors(pages: readonly MarkdownPage[]): string[] {
  const snippets = new Map(
    pages.flatMap(({ path, blocks }) =>
      blocks
        .filter(({ lang }) => lang === 'ts')
        .map(({ text }, n) => [
          join(REPOSITORY, dirname(path), `.block-${n + 1}-of-${nameOf(path)}.ts`),
          { path, n, text },
        ]),
    ),
  );
  const { config } = ts.readConfigFile(join(REPOSITORY, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [] },
    ts.sys,
    REPOSITORY,
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => snippets.has(file) || fileExists(file);
  host.readFile = (file) => snippets.get(file)?.text ?? readFile(file);
  host.getSourceFile = (file, target, ...rest) => {
    const snippet = snippets.get(file);
    return snippet ? ts.createSourceFile(file, snippet.text, target) : getSourceFile(file, target, ...rest);
  };
  const program = ts.createProgram([...snippets.keys()], options, host);
  return [...snippets].flatMap(([file, { path, n }]) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${path}, block ${n + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

const nameOf = (path: string): string => path.replaceAll(/[^\w-]/g, '-');
