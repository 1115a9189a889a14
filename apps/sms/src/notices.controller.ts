import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Allow } from '@peaje/chassis';
import {
  decodeCursor,
  noticesQuery,
  pageOf,
  type NoticeStatus,
  type NoticeView,
  type Page,
} from '@peaje/contracts';
import type { z } from 'zod';
import { PrismaClient, type Notice } from './db/generated/client.js';
import { masked } from './phone-number.js';

@Allow('bank-operator')
@Controller('v1/notices')
export class NoticesController {
  constructor(@Inject(PrismaClient) private readonly prisma: PrismaClient) {}

  /** By id, which begins with that of the charge: about in order of time. */
  @Get()
  async list(
    @Query({ schema: noticesQuery }) query: z.infer<typeof noticesQuery>,
  ): Promise<Page<NoticeView>> {
    const { cursor, limit, chargeId: ofCharge } = query;
    const rows = await this.prisma.notice.findMany({
      where: {
        ...(ofCharge === undefined ? {} : { chargeId: ofCharge }),
        ...(cursor === undefined ? {} : { id: { gt: decodeCursor(cursor) } }),
      },
      orderBy: { id: 'asc' },
      take: limit + 1,
    });
    return pageOf(rows, limit, ({ id }) => id, noticeView);
  }
}

const noticeView = ({ id, chargeId: ofCharge, template, status, to, text, sentAt }: Notice): NoticeView => ({
  id,
  chargeId: ofCharge,
  template,
  status: status as NoticeStatus,
  to: to === null ? null : masked(to),
  text,
  sentAt: sentAt?.toISOString() ?? null,
});
