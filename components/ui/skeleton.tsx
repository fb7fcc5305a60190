type SkeletonProps = {
  width?: 'action' | 'checkbox' | 'short' | 'medium' | 'long' | 'full'
  height?: 'text' | 'field' | 'block'
}

const widths = { action: 'w-7', checkbox: 'w-4', short: 'w-16', medium: 'w-28', long: 'w-48', full: 'w-full' }
const heights = { text: 'h-3.5', field: 'h-8', block: 'h-24' }

export function Skeleton({ width = 'medium', height = 'text' }: SkeletonProps) {
  return (
    <span
      aria-hidden
      className={`block max-w-full animate-pulse rounded-sm bg-hover ${widths[width]} ${heights[height]}`}
    />
  )
}
