import { QueryClient } from '@tanstack/react-query';
import { Problem } from './request.js';

/** A refusal stays a refusal; only a silent board is asked again. */
const worthAnother = (failures: number, error: Error): boolean =>
  failures < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 502);

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: worthAnother, staleTime: 2_000, refetchOnWindowFocus: true } },
});
