'use client'
import { useHydrated } from '@/lib/client/use-hydrated'

type ClockTimeProps = {
  /** RFC 3339, or milliseconds since 1970. */
  value: string | number
  /** `time` of the present day, `moment` with the day as well, `whole` with all there is of it. */
  look?: 'time' | 'moment' | 'whole'
}

const looks = {
  time: new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' }),
  moment: new Intl.DateTimeFormat('en', {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }),
  whole: new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' }),
}

/** A time of the clock in the reader's own zone, which the server does not know: its place is kept until the browser says it. */
export function ClockTime({ value, look = 'time' }: ClockTimeProps) {
  const isHydrated = useHydrated()
  const time = new Date(value)
  return (
    <time dateTime={time.toISOString()} className="whitespace-nowrap tabular-nums">
      {isHydrated ? looks[look].format(time) : <span className="invisible">{placeholders[look]}</span>}
    </time>
  )
}

const placeholders = { time: '00:00:00', moment: 'Nov 00, 00:00:00', whole: 'Nov 00, 0000, 00:00:00 UTC' }
