import { Controller, Get, Inject } from '@nestjs/common';
import { Allow } from '@peaje/chassis';
import type { ChainView, Page } from '@peaje/contracts';
import { exactInt } from '@peaje/kernel';
import { AuditDatabase } from './audit-database.js';

@Allow('bank-operator')
@Controller('v1/chains')
export class ChainsController {
  constructor(@Inject(AuditDatabase) private readonly prisma: AuditDatabase) {}

  /** Lists all chains on one page: there is one for each partition of a recorded topic. */
  @Get()
  async list(): Promise<Page<ChainView>> {
    const chains = await this.prisma.chain.findMany({ orderBy: { name: 'asc' } });
    const items = chains.map(({ name, seq, offset, hash }) => ({
      chain: name,
      seq: exactInt(seq),
      offset: offset.toString(),
      hash: Buffer.from(hash).toString('hex'),
    }));
    return { items, nextCursor: null };
  }
}
