import { useQuery } from '@tanstack/react-query';
import type { CarrierReportOut } from '../../contract/carrier-wire.js';
import { api } from '../shell/api.js';

export type Span = CarrierReportOut['span'];

/** How often it is asked anew; the server counts as often as it is worth while. */
const EVERY_MS = 15_000;

/** What carriers did in a stretch. */
export function useCarriers(span: Span): CarrierReportOut | undefined {
  return useQuery({
    queryKey: ['carriers', span],
    queryFn: ({ signal }) => api<CarrierReportOut>('GET', `/v1/carriers?span=${span}`, { signal }),
    refetchInterval: EVERY_MS,
    placeholderData: (before) => (before?.span === span ? before : undefined),
  }).data;
}
