import { Badge } from './badge'

const shownAtMost = 2

/** The first tags, and how many more there are. */
export function TagList({ tags, isWhole = false }: { tags: readonly string[]; isWhole?: boolean }) {
  if (tags.length === 0) return <span className="text-faint">–</span>
  const shown = isWhole ? tags : tags.slice(0, shownAtMost)
  const rest = tags.length - shown.length
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
