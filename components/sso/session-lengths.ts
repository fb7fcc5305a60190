import type { SelectOption } from '@/components/ui/select'
import { countOf } from '@/lib/format'

const lengths = [60, 240, 480, 720, 1_440, 10_080, 43_200]

/** The lengths that a session can be given; one that was set otherwise is among them. */
export function sessionLengthOptions(current: number | null): SelectOption[] {
  const minutes = new Set(current === null ? lengths : [...lengths, current])
  return [
    { value: 'none', label: 'As long as sessions last' },
    ...[...minutes]
      .toSorted((one, other) => one - other)
      .map((one) => ({ value: String(one), label: sessionLengthText(one) })),
  ]
}

/** A length in words: "8 hours". */
export function sessionLengthText(minutes: number | null): string {
  if (minutes === null) return 'As long as sessions last'
  if (minutes % 1_440 === 0) return countOf(minutes / 1_440, 'day')
  if (minutes % 60 === 0) return countOf(minutes / 60, 'hour')
  return countOf(minutes, 'minute')
}
