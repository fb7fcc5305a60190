import { Badge } from './badge'

const shownAtMost = 2

type Props = {
  tags: readonly string[]
  /** How many there are, where `tags` are the first of them. */
  count?: number
  isWhole?: boolean
}

/** The first tags, and how many more there are. */
export function TagList({ tags, count = tags.length, isWhole = false }: Props) {
  if (tags.length === 0) return <span className="text-faint">–</span>
  const shown = isWhole ? tags : tags.slice(0, shownAtMost)
  const rest = count - shown.length
  return (
    <span className={`flex items-center gap-1 ${isWhole ? 'flex-wrap' : 'max-w-48'}`}>
      {shown.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
      {rest > 0 ? (
        <span className="text-sm whitespace-nowrap text-muted" title={tags.join(', ')}>
          +{rest}
        </span>
      ) : null}
    </span>
  )
}
