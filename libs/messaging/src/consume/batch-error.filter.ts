import { Catch, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/** The pipeline judges a failure by its class. Nest's own filter would put a plain object in its place. */
@Catch()
export class BatchErrorFilter implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
