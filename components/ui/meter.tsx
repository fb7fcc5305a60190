type MeterProps = {
  /** What is counted, plural: "members". */
  label: string
  value: number
  /** Null where there is no limit. */
  max: number | null
}

/** A count against its limit, as a sentence and a bar: "3 of 10 members". */
export function Meter({ label, value, max }: MeterProps) {
  if (max === null) return <p className="text-sm text-muted">{`${value} ${label}`}</p>
  const sentence = `${value} of ${max} ${label}`
  return (
    <div className="grid gap-1.5">
      <p className="text-sm text-muted tabular-nums">{sentence}</p>
      <div
        role="meter"
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuetext={sentence}
      >
        {/* Drawn with attributes: a style attribute in server markup would need a hole in the content security policy. */}
        <svg
          aria-hidden
          width="100%"
          height="6"
          className="block overflow-hidden rounded-full bg-hover forced-colors:border"
        >
          <rect height="6" width={`${percentOf(value, max)}%`} className={fillOf(value, max)} />
        </svg>
      </div>
    </div>
  )
}

function percentOf(value: number, max: number): number {
  return max === 0 ? 100 : Math.min(100, (value / max) * 100)
}

function fillOf(value: number, max: number): string {
  if (value >= max) return 'fill-danger-fill forced-colors:fill-[Highlight]'
  if (value >= max * 0.8) return 'fill-warning-fill forced-colors:fill-[Highlight]'
  return 'fill-accent forced-colors:fill-[Highlight]'
}
