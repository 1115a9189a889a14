import type { SqlSession } from '@peaje/messaging';

interface PrismaTransaction {
  $queryRawUnsafe<T>(query: string, ...values: unknown[]): Promise<T>;
}

/** Lets the SQL of libs/messaging take part in a Prisma transaction. Parameterised as ever: only the text is "unsafe". */
export function rawSession(tx: PrismaTransaction): SqlSession {
  return {
    async query<Row extends object>(text: string, values: unknown[] = []) {
      return { rows: await tx.$queryRawUnsafe<Row[]>(text, ...values), rowCount: null };
    },
  };
}
