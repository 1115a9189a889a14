import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../db/generated/client.js';
import { openKafka } from '../bare/kafka.js';
import { headersOf, outcomeValue, purchaseOf, type RequestValue } from '../records.js';
import { armSettings, ready } from '../settings.js';
import { type AccountRow, refusalOf } from '../stock/ledger.js';

/** A batch from Kafka becomes one interactive transaction with `createMany`, and its outcomes one send. */
const settings = armSettings();
const kafka = openKafka('worker', settings.BROKERS);
const producer = kafka.producer();
const consumer = kafka.consumer({ groupId: settings.GROUP });
const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: settings.DATABASE_URL, max: 10, idleTimeoutMillis: 0 }),
  transactionOptions: { maxWait: 30_000, timeout: 60_000 },
});
type Transaction = Parameters<Parameters<typeof prisma.$transaction>[0]>[0];

const decide = (requests: readonly RequestValue[]): Promise<(string | null)[]> =>
  prisma.$transaction(async (tx) => {
    const purchases = requests.map(purchaseOf);
    const ids = purchases.map(({ chargeId }) => chargeId);
    const seen = await tx.charge.findMany({ where: { id: { in: ids } } });
    const reasonOf = new Map(seen.map(({ id, reason }) => [id, reason]));
    const balances = await lockAccounts(tx, purchases);
    const fresh = purchases.filter(({ chargeId }) => !reasonOf.has(chargeId));
    for (const { chargeId, accountId, merchantId, amountMinor } of fresh) {
      const account = balances.get(accountId);
      const reason = refusalOf(account, amountMinor);
      reasonOf.set(chargeId, reason);
      if (reason !== null || !account) continue;
      balances.set(accountId, { ...account, balance_minor: BigInt(account.balance_minor) - amountMinor });
      await tx.account.update({
        where: { id: accountId },
        data: { balanceMinor: { decrement: amountMinor } },
      });
      await tx.account.update({
        where: { id: merchantId },
        data: { balanceMinor: { increment: amountMinor } },
      });
    }
    await tx.charge.createMany({
      data: fresh.map(({ chargeId: id, ...purchase }) => {
        const reason = reasonOf.get(id) ?? null;
        return { id, ...purchase, reason, status: reason === null ? 'approved' : 'declined' };
      }),
    });
    await tx.posting.createMany({
      data: fresh
        .filter(({ chargeId }) => reasonOf.get(chargeId) === null)
        .map(({ chargeId, accountId: fromAccount, merchantId: toAccount, amountMinor }) => {
          return { chargeId, fromAccount, toAccount, amountMinor };
        }),
    });
    return ids.map((id) => reasonOf.get(id) ?? null);
  });

/** All accounts of the batch in the order of their ids, so that two batches cannot deadlock. */
async function lockAccounts(
  tx: Transaction,
  purchases: readonly { accountId: string; merchantId: string }[],
): Promise<Map<string, AccountRow>> {
  const ids = [...new Set(purchases.flatMap(({ accountId, merchantId }) => [accountId, merchantId]))];
  const rows = await tx.$queryRaw<(AccountRow & { id: string })[]>`
    SELECT id, status, balance_minor FROM account WHERE id = ANY(${ids}) ORDER BY id FOR UPDATE`;
  return new Map(rows.map((row) => [row.id, row]));
}

await Promise.all([producer.connect(), consumer.connect()]);
await consumer.subscribe({ topics: [settings.REQUESTED, settings.PASSAGES], fromBeginning: true });
await consumer.run({
  partitionsConsumedConcurrently: settings.PARTITIONS,
  eachBatch: async ({ batch }) => {
    const requests = batch.messages.map(({ value }) => JSON.parse(String(value)) as RequestValue);
    const reasons = await decide(requests);
    const messages = requests.map((request, i) => {
      const value = outcomeValue(request, reasons[i] ?? null);
      const headers = headersOf(value.outcome, request.chargeId);
      return { key: request.accountId, value: JSON.stringify(value), headers };
    });
    await producer.send({ topic: settings.DECIDED, messages });
  },
});
ready(() => consumer.disconnect());
