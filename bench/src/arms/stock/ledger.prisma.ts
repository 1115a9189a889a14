import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../db/generated/client.js';
import type { Purchase } from '../records.js';
import { type AccountRow, ArmLedger, refusalOf } from './ledger.js';

/** As Prisma's documentation shows interactive transactions, with a row lock. */
export class PrismaLedger extends ArmLedger {
  private readonly prisma: PrismaClient;

  constructor(connectionString: string) {
    super();
    const adapter = new PrismaPg({ connectionString, max: 10, idleTimeoutMillis: 0 });
    this.prisma = new PrismaClient({ adapter });
  }

  decide({ chargeId, accountId, merchantId, amountMinor }: Purchase): Promise<string | null> {
    return this.prisma.$transaction(async (tx) => {
      const seen = await tx.charge.findUnique({ where: { id: chargeId } });
      if (seen) return seen.reason;
      const [account] = await tx.$queryRaw<AccountRow[]>`
        SELECT status, balance_minor FROM account WHERE id = ${accountId} FOR UPDATE`;
      const reason = refusalOf(account, amountMinor);
      if (reason === null) {
        await tx.$executeRaw`
          UPDATE account SET balance_minor = balance_minor
            + CASE WHEN id = ${accountId} THEN -${amountMinor}::bigint ELSE ${amountMinor}::bigint END
          WHERE id IN (${accountId}, ${merchantId})`;
      }
      const status = reason === null ? 'approved' : 'declined';
      await tx.charge.create({ data: { id: chargeId, accountId, merchantId, amountMinor, status, reason } });
      if (reason === null) {
        await tx.posting.create({
          data: { chargeId, fromAccount: accountId, toAccount: merchantId, amountMinor },
        });
      }
      return reason;
    });
  }
}
