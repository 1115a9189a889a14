import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { Allow, CallerOf, type Caller } from '@peaje/chassis';
import {
  decodeCursor,
  noticeListQuery,
  noticeResolutionBody,
  pageOf,
  type NoticeListQuery,
  type NoticeResolutionBody,
  type NoticeStatus,
  type NoticeView,
  type Page,
} from '@peaje/contracts';
import type { Notice } from './db/generated/client.js';
import { SmsDatabase } from './sms-database.js';
import { NoticeResolutions } from './notice-resolutions.js';
import { masked } from './phone-number.js';

@Allow('bank-operator')
@Controller('v1/notices')
export class NoticesController {
  constructor(
    @Inject(SmsDatabase) private readonly prisma: SmsDatabase,
    @Inject(NoticeResolutions) private readonly resolutions: NoticeResolutions,
  ) {}

  /** In order of id, which begins with the charge's id: roughly in order of time, or against it. */
  @Get()
  async list(@Query({ schema: noticeListQuery }) query: NoticeListQuery): Promise<Page<NoticeView>> {
    const { cursor, limit, chargeId, status, order } = query;
    const isNewestFirst = order === 'newest';
    const rows = await this.prisma.notice.findMany({
      where: {
        ...(chargeId === undefined ? {} : { chargeId }),
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { id: { [isNewestFirst ? 'lt' : 'gt']: decodeCursor(cursor) } }),
      },
      orderBy: { id: isNewestFirst ? 'desc' : 'asc' },
      take: limit + 1,
    });
    return pageOf(rows, limit, ({ id }) => id, noticeView);
  }

  /** An operator decides about an unresolved text: send it again, or drop it. */
  @Post(':id/resolution')
  @HttpCode(200)
  async resolve(
    @Param('id') noticeId: string,
    @CallerOf() caller: Caller,
    @Body({ schema: noticeResolutionBody }) body: NoticeResolutionBody,
  ): Promise<NoticeView> {
    return noticeView(await this.resolutions.resolve({ noticeId, operator: caller.id, ...body }));
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
