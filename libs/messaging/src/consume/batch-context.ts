import { BaseRpcContext } from '@nestjs/microservices';

/** What guards and interceptors of a batch see besides its payload. */
export class BatchContext extends BaseRpcContext<[topic: string, group: string]> {
  get topic(): string {
    return this.args[0];
  }

  get group(): string {
    return this.args[1];
  }
}
