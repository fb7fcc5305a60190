import { z } from 'zod'
import { parseTimeFilter, timeFilterForm } from './time-filter'

/** A time as `parseTimeFilter` reads it. Apart from that, which pages read times with: they need no library of schemas for it. */
export const timeFilter = z
  .string()
  .regex(timeFilterForm, { abort: true, error: ({ input }) => errorOf(String(input)) })
  .refine((text) => errorOf(text) === undefined, { error: ({ input }) => errorOf(String(input)) })

function errorOf(text: string): string | undefined {
  const parsed = parseTimeFilter(text)
  return 'error' in parsed ? parsed.error : undefined
}
