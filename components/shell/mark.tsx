type MarkProps = { size?: 'small' | 'large' }

const sizes = { small: 'size-7', large: 'size-10' }

/** The product's mark: three entries of a list, the first one checked in. Decorative; its link or heading has the name. */
export function Mark({ size = 'small' }: MarkProps) {
  return (
    <svg aria-hidden viewBox="0 0 28 28" className={`${sizes[size]} shrink-0`}>
      <rect width="28" height="28" rx="7" className="fill-accent" />
      <g className="fill-on-accent">
        <circle cx="8.5" cy="8.75" r="2.25" />
        <rect x="12.75" y="7.25" width="9" height="3" rx="1.5" />
        <circle cx="8.5" cy="14.25" r="2.25" opacity="0.75" />
        <rect x="12.75" y="12.75" width="6.5" height="3" rx="1.5" opacity="0.75" />
        <circle cx="8.5" cy="19.75" r="2.25" opacity="0.5" />
        <rect x="12.75" y="18.25" width="8" height="3" rx="1.5" opacity="0.5" />
      </g>
    </svg>
  )
}
